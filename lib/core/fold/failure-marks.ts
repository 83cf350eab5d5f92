import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash32, hash53 } from '../hash.ts';
import { strongerErrorKind } from '../parse/error-kind.ts';

/**
 * What a mark knows about the invocation that failed.
 * - `identified`: the line names the request; all marks of one request are one mark.
 * - `anonymous`: an uncaught error of a runtime that prints no request id.
 * - `init`: initialisation failed before any invocation; fails nobody, but owns the error line printed just before.
 * - `late-init`: the second initialisation, inside the invocation, failed too.
 */
export type MarkRole = 'identified' | 'anonymous' | 'init' | 'late-init';

/** Order matters: the index is stored. */
const ROLES = ['identified', 'anonymous', 'init', 'late-init'] as const satisfies readonly MarkRole[];

export interface FailureMark {
  /** Hash of stream and request (or stream, role and instant); also decides who stays under the cap. */
  readonly rank: number;
  readonly stream: number;
  readonly role: MarkRole;
  /** Milliseconds within the minute. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly errorKind: string;
}

/** Beyond this many failures of one function in one minute the number of failures is an estimate (within about 3 %). */
export const MAX_FAILURE_MARKS = 1_024;

/** Number of values that {@link hash53} takes. */
const RANKS = 2 ** 53;

/**
 * Evidence of failed invocations of one function and minute: a set under union, so that lines of one invocation may
 * arrive in any order, in any number of payloads, and more than once. Which marks are one failure is decided when the
 * minute is resolved. Beyond the cap the marks with the smallest ranks are kept, and {@link scale} says how many
 * failures each of them stands for.
 */
export class FailureMarks {
  readonly #cap: number;
  /** Made with the first mark: most minutes have none. */
  #byRank: Map<number, FailureMark> | undefined;
  /** Ranks from here on were dropped; `RANKS` while nothing was. */
  #limit = RANKS;

  constructor(cap = MAX_FAILURE_MARKS) {
    this.#cap = cap;
  }

  /** Number of marks kept. */
  get size(): number {
    return this.#byRank === undefined ? 0 : Math.min(this.#byRank.size, this.#cap);
  }

  /** Failures that each kept mark stands for: 1 up to the cap. */
  get scale(): number {
    this.#trim();
    if (this.#limit === RANKS) return 1;
    let largest = 0;
    for (const rank of this.#all().keys()) largest = Math.max(largest, rank);
    // The k-th smallest of n uniform ranks lies near k/n; k−1 makes the estimate unbiased.
    return (RANKS / (largest + 1)) * ((this.#cap - 1) / this.#cap);
  }

  /** A failure whose line names the request. */
  addIdentified(logStream: string, requestId: string, ms: number, errorKind: string, salt: number): void {
    this.#add('identified', logStream, requestId, ms, errorKind, salt);
  }

  /** A failure whose line names no request: one mark per instant. */
  addAnonymous(role: Exclude<MarkRole, 'identified'>, logStream: string, ms: number, errorKind: string, salt: number) {
    this.#add(role, logStream, `${role}@${ms}`, ms, errorKind, salt);
  }

  copy(): FailureMarks {
    const copy = new FailureMarks(this.#cap);
    copy.merge(this);
    return copy;
  }

  merge(other: FailureMarks): void {
    this.#limit = Math.min(this.#limit, other.#limit);
    if (other.#byRank === undefined) return;
    for (const mark of other.#byRank.values()) this.#unite(mark);
    this.#trim();
  }

  /** Marks by ascending rank. */
  marks(): readonly FailureMark[] {
    this.#trim();
    return [...this.#all().values()].sort((a, b) => a.rank - b.rank);
  }

  /** Equal sets give equal bytes: about 16 per mark. */
  encode(writer: ByteWriter): void {
    if (this.#byRank === undefined) {
      writer.varint(0);
      return;
    }
    const marks = this.marks();
    const kinds = [...new Set(marks.map((mark) => mark.errorKind))].sort();
    const kindIndex = new Map(kinds.map((kind, index) => [kind, index]));
    writer.varint(marks.length);
    if (marks.length === 0) return;
    writer.varint(this.#limit === RANKS ? 0 : this.#limit).varint(kinds.length);
    for (const kind of kinds) writer.text(kind);
    for (const mark of marks) {
      writer.varint(mark.rank).u32(mark.stream).u8(ROLES.indexOf(mark.role));
      writer.varint(kindIndex.get(mark.errorKind) ?? 0);
      writer.u16(mark.firstMs).varint(mark.lastMs - mark.firstMs);
    }
  }

  static decode(reader: ByteReader, cap = MAX_FAILURE_MARKS): FailureMarks {
    const marks = new FailureMarks(cap);
    const count = reader.varint();
    if (count === 0) return marks;
    marks.#limit = reader.varint() || RANKS;
    const kinds = Array.from({ length: reader.varint() }, () => reader.text());
    for (let left = count; left > 0; left--) marks.#unite(decodeMark(reader, kinds));
    marks.#trim();
    return marks;
  }

  #add(role: MarkRole, logStream: string, request: string, ms: number, errorKind: string, salt: number): void {
    const rank = hash53(`${logStream}\n${request}`, salt);
    this.#unite({ rank, stream: hash32(logStream, salt), role, firstMs: ms, lastMs: ms, errorKind });
    // Trimming sorts; doing it at twice the cap keeps the cost per mark constant.
    if (this.#all().size >= 2 * this.#cap) this.#trim();
  }

  #unite(mark: FailureMark): void {
    if (mark.rank >= this.#limit) return;
    const marks = this.#all();
    const known = marks.get(mark.rank);
    marks.set(mark.rank, known === undefined ? mark : united(known, mark));
  }

  #all(): Map<number, FailureMark> {
    this.#byRank ??= new Map();
    return this.#byRank;
  }

  #trim(): void {
    if (this.#byRank === undefined || this.#byRank.size <= this.#cap) return;
    const ranks = [...this.#byRank.keys()].sort((a, b) => a - b);
    for (const rank of ranks.slice(this.#cap)) {
      this.#byRank.delete(rank);
      this.#limit = Math.min(this.#limit, rank);
    }
  }
}

const united = (a: FailureMark, b: FailureMark): FailureMark => ({
  ...a,
  firstMs: Math.min(a.firstMs, b.firstMs),
  lastMs: Math.max(a.lastMs, b.lastMs),
  errorKind: strongerErrorKind(a.errorKind, b.errorKind),
});

const decodeMark = (reader: ByteReader, kinds: readonly string[]): FailureMark => {
  const rank = reader.varint();
  const stream = reader.u32();
  const role = ROLES[reader.u8()] ?? 'anonymous';
  const errorKind = kinds[reader.varint()] ?? '';
  const firstMs = reader.u16();
  return { rank, stream, role, firstMs, lastMs: firstMs + reader.varint(), errorKind };
};
