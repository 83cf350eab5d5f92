import { basename, dirname } from 'node:path';

/** `2026-01-06-[$LATEST]<32 hex>`: exports to S3 write the stream's slashes as hyphens. */
const EXPORTED_STREAM = /^(\d{4})-(\d\d)-(\d\d)-([A-Za-z0-9_-]{0,64}\[[^\]]{1,64}\][0-9A-Za-z]{8,64})$/;
const PART = /^\d{6}(?:\.gz)?$/;

/**
 * Log stream as an export to S3 lays it out: `<prefix>/<task>/<stream>/000000.gz`. Other files are streams of their own,
 * named after the file.
 */
export const streamOfPath = (path: string): string => {
  const file = basename(path);
  if (!PART.test(file)) return file;
  const folder = basename(dirname(path));
  const match = EXPORTED_STREAM.exec(folder);
  return match === null ? folder : `${match[1]}/${match[2]}/${match[3]}/${match[4]}`;
};
