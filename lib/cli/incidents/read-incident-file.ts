import type { Readable } from 'node:stream';
import { LineCutter } from '../input/lines.ts';
import { openText } from '../input/open-text.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import { type IncidentRecord, newestStates, readIncidentLine } from './incident-record.ts';

/** Incidents of a file of JSON lines, as `replay --format json` prints them; other lines are left out. */
export const readIncidentFile = async (path: string, stdin: Readable | undefined): Promise<IncidentRecord[]> => {
  const records: IncidentRecord[] = [];
  let lines = 0;
  let objects = 0;
  const take = (line: string): void => {
    if (line.trim() === '') return;
    lines++;
    const value = parsed(line);
    if (value === undefined) return;
    objects++;
    const record = readIncidentLine(value);
    if (record !== undefined) records.push(record);
  };
  const cutter = new LineCutter(() => {
    lines++;
  });
  for await (const text of openText(path, stdin, () => {})) cutter.push(text).forEach(take);
  cutter.finish().forEach(take);
  if (lines > 0 && objects === 0) {
    throw new UserMistake(
      `${stdin === undefined ? quoted(path) : 'stdin'} holds no JSON lines`,
      'make them with nightjar replay PATH --format json',
    );
  }
  return newestStates(records);
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
