import { epochMs } from '../../core/units.ts';
import { type Entry, originOf } from '../input/entry.ts';

type StoredEvent = [number, string, string, string, string, string, number, number, string | null, string | null];
type StoredWindow = [number, string];

/** Reads a window record again from its line. */
export type ReadWindow = (line: string) => Entry | undefined;

/** One entry as one line of a temporary file. */
export const encodeEntry = (entry: Entry): string => {
  if (entry.kind === 'window') return JSON.stringify([entry.at, entry.line] satisfies StoredWindow);
  const { at, origin, event, file, place } = entry;
  return JSON.stringify([
    at,
    origin.owner,
    origin.logGroup,
    origin.logStream,
    event.id,
    event.message,
    file,
    place,
    event.account ?? null,
    event.region ?? null,
  ] satisfies StoredEvent);
};

/** Inverse of {@link encodeEntry}; the lines are our own, so their shape is known. */
export const decodeEntry = (line: string, readWindow: ReadWindow): Entry | undefined => {
  const stored = JSON.parse(line) as StoredEvent | StoredWindow;
  if (stored.length === 2) return readWindow(stored[1]);
  const [at, owner, logGroup, logStream, id, message, file, place, account, region] = stored;
  const timestamp = epochMs(at);
  const source = { ...(account !== null && { account }), ...(region !== null && { region }) };
  const origin = originOf(owner, logGroup, logStream);
  return { kind: 'log', at: timestamp, origin, event: { id, timestamp, message, ...source }, file, place };
};
