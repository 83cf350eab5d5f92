import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash32 } from '../hash.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import { dayOf } from './calendar.ts';

/** Kinds remembered as usual, least recently seen forgotten first. */
const MOST_KNOWN = 16;
/** What a day-old count still weighs in a kind's usual day: about a week. */
const KEPT_PER_DAY = 0.87;
/** Kinds on probation. More at once is a fuzzer's doing, and the errors signal sees it; those seen once make room. */
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
  /** Occurrences on `lastDay`, and on a usual day before it. */
  today: number;
  perDay: number;
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
export const refreshKind = (kinds: ErrorKinds, hash: number, day: number, count = 0): boolean => {
  const known = kinds.known.find((kind) => kind.hash === hash);
  if (!known) return false;
  if (day > known.lastDay) {
    const kept = KEPT_PER_DAY ** (day - known.lastDay);
    const ofLastDay = ((1 - KEPT_PER_DAY) * known.today * kept) / KEPT_PER_DAY;
    known.perDay = Math.fround(kept * known.perDay + ofLastDay);
    known.today = 0;
    known.lastDay = day;
  }
  known.today = Math.min(0xffff_ffff, known.today + count);
  return true;
};

/** How often a kind occurs on a usual day, today left out; 0 for a kind that is not known. */
export const usualPerDay = (kinds: ErrorKinds, hash: number): number =>
  kinds.known.find((kind) => kind.hash === hash)?.perDay ?? 0;

export const learnKind = (kinds: ErrorKinds, hash: number, day: number, count = 0): void => {
  kinds.pending = kinds.pending.filter((kind) => kind.hash !== hash);
  if (refreshKind(kinds, hash, day, count)) return;
  const kept = [...kinds.known].sort((a, b) => b.lastDay - a.lastDay).slice(0, MOST_KNOWN - 1);
  kinds.known = [...kept, { hash, lastDay: day, today: count, perDay: 0 }];
};

/** Counts an occurrence of an unknown kind; `undefined` when the table is full of others that came back. */
export const notePending = (kinds: ErrorKinds, hash: number, count: number, at: Minute): PendingKind | undefined => {
  const alive = kinds.pending.filter((kind) => at - kind.firstAt < PENDING_MINUTES);
  const seen = alive.find((kind) => kind.hash === hash);
  if (seen) {
    seen.count += count;
    seen.windows++;
    kinds.pending = alive;
    return seen;
  }
  if (alive.length >= MOST_PENDING) {
    const oldestSeenOnce = alive.findIndex(({ windows }) => windows === 1);
    if (oldestSeenOnce < 0) return undefined;
    alive.splice(oldestSeenOnce, 1);
  }
  const fresh = { hash, count, windows: 1, firstAt: at };
  kinds.pending = [...alive, fresh];
  return fresh;
};

export const encodeErrorKinds = (kinds: ErrorKinds, writer: ByteWriter): void => {
  writer.u8(kinds.known.length);
  for (const { hash, lastDay, today, perDay } of kinds.known) {
    writer
      .u32(hash)
      .signed(dayOf(minute(writer.origin)) - lastDay)
      .varint(today)
      .f32(perDay);
  }
  writer.u8(kinds.pending.length);
  for (const { hash, count, windows, firstAt } of kinds.pending) {
    writer.u32(hash).varint(count).varint(windows).near(firstAt);
  }
};

export const decodeErrorKinds = (reader: ByteReader): ErrorKinds => ({
  known: Array.from({ length: reader.u8() }, () => ({
    hash: reader.u32(),
    lastDay: reader.layout < 4 ? reader.varint() : dayOf(minute(reader.origin)) - reader.signed(),
    today: reader.varint(),
    perDay: reader.f32(),
  })),
  pending: Array.from({ length: reader.u8() }, () => ({
    hash: reader.u32(),
    count: reader.varint(),
    windows: reader.varint(),
    firstAt: minute(reader.layout < 4 ? reader.varint() : reader.near()),
  })),
});
