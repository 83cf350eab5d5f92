import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesDir } from './samples.ts';

export type CloudTrailRecord = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is CloudTrailRecord => typeof value === 'object' && value !== null;

const recordsIn = (value: unknown): CloudTrailRecord[] => {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (!isRecord(value)) return [];
  return Array.isArray(value['Records']) ? value['Records'].flatMap(recordsIn) : [value];
};

/** Names of the CloudTrail files below the samples that begin with `prefix`. */
export const attackFiles = (prefix: string): readonly string[] =>
  samplesDir === undefined
    ? []
    : readdirSync(join(samplesDir, 'cloudtrail'))
        .filter((name) => name.startsWith(prefix))
        .sort();

/** The records of one file, in order of time. */
export const recordsOf = (file: string): readonly CloudTrailRecord[] => {
  const text = readFileSync(join(samplesDir ?? '', 'cloudtrail', file), 'utf8');
  const timeOf = (record: CloudTrailRecord): string => String(record['eventTime']);
  return recordsIn(JSON.parse(text)).sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
};
