import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash32 } from '../hash.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';

/** Kinds remembered as usual, least recently seen forgotten first. */
const MOST_KNOWN = 16;
/** Kinds on probation. More at once is a fuzzer's doing, and the errors signal sees it. */
const MOST_PENDING = 8;
/** Occurrences further apart than this are not one story. */
const PENDING_MINUTES = MINUTES_PER_DAY;
/** Error kinds longer than this are messages; their beginning identifies them. */
const LONGEST_KIND = 80;

/** An unknown kind on probation. */
export interface PendingKind {
  readonly hash: number;
  count: number;
  windows: number;
  readonly firstAt: Minute;
}

export interface KnownKind {
  readonly hash: number;
  lastDay: number;
}

/** Which kinds of error a function is known to have. */
export interface ErrorKinds {
  known: readonly KnownKind[];
  pending: readonly PendingKind[];
}

export const newErrorKinds = (): ErrorKinds => ({ known: [], pending: [] });

/** Two names are one kind when they differ in digits only: ids and line numbers. */
export const kindHash = (name: string): number => hash32(name.slice(0, LONGEST_KIND).replace(/[0-9]+/g, '0'));

/** Refreshes a known kind; false when it is not known. */
export const refreshKind = (kinds: ErrorKinds, hash: number, day: number): boolean => {
  const known = kinds.known.find((kind) => kind.hash === hash);
  if (!known) return false;
  known.lastDay = day;
  return true;
};

export const learnKind = (kinds: ErrorKinds, hash: number, day: number): void => {
  kinds.pending = kinds.pending.filter((kind) => kind.hash !== hash);
  if (refreshKind(kinds, hash, day)) return;
  const kept = [...kinds.known].sort((a, b) => b.lastDay - a.lastDay).slice(0, MOST_KNOWN - 1);
  kinds.known = [...kept, { hash, lastDay: day }];
};

/** Counts an occurrence of an unknown kind; `undefined` when the table is full of others. */
export const notePending = (kinds: ErrorKinds, hash: number, count: number, at: Minute): PendingKind | undefined => {
  const alive = kinds.pending.filter((kind) => at - kind.firstAt < PENDING_MINUTES);
  const seen = alive.find((kind) => kind.hash === hash);
  if (seen) {
    seen.count += count;
    seen.windows++;
    kinds.pending = alive;
    return seen;
  }
  if (alive.length >= MOST_PENDING) return undefined;
  const fresh = { hash, count, windows: 1, firstAt: at };
  kinds.pending = [...alive, fresh];
  return fresh;
};

export const encodeErrorKinds = (kinds: ErrorKinds, writer: ByteWriter): void => {
  writer.u8(kinds.known.length);
  for (const { hash, lastDay } of kinds.known) writer.u32(hash).varint(lastDay);
  writer.u8(kinds.pending.length);
  for (const { hash, count, windows, firstAt } of kinds.pending) {
    writer.u32(hash).varint(count).varint(windows).varint(firstAt);
  }
};

export const decodeErrorKinds = (reader: ByteReader): ErrorKinds => ({
  known: Array.from({ length: reader.u8() }, () => ({ hash: reader.u32(), lastDay: reader.varint() })),
  pending: Array.from({ length: reader.u8() }, () => ({
    hash: reader.u32(),
    count: reader.varint(),
    windows: reader.varint(),
    firstAt: minute(reader.varint()),
  })),
});
