import type { ReportFigures } from './observation.ts';
import { DecimalReader, type RawText, type RequestIds, rawBytesOf, standsAt } from './raw-reader.ts';
import { MAX_MB, MAX_MS } from './report-fields.ts';
import { REQUEST_ID_LENGTH } from './request-id.ts';

const HEAD = rawBytesOf('REPORT RequestId: ');
const DURATION = rawBytesOf('\tDuration: ');
const BILLED = rawBytesOf(' ms\tBilled Duration: ');
const MEMORY = rawBytesOf(' ms\tMemory Size: ');
const USED = rawBytesOf(' MB\tMax Memory Used: ');
const MB_TAB = rawBytesOf(' MB\t');
const INIT = rawBytesOf('Init Duration: ');
const MS_TAB = rawBytesOf(' ms\t');
const TRACE = rawBytesOf('\nXRAY TraceId: ');
const SEGMENT = rawBytesOf('\tSegmentId: ');
const SAMPLED = rawBytesOf('\tSampled: true');
const LINE_BREAK = rawBytesOf('\n');
const TAB = rawBytesOf('\t');

/** REPORT lines of successful invocations, in the order in which the platform writes their fields. */
export class RawReport {
  readonly #bytes: Uint8Array;
  readonly #numbers: DecimalReader;
  readonly #ids: RequestIds;

  constructor({ bytes }: RawText, ids: RequestIds) {
    this.#ids = ids;
    this.#bytes = bytes;
    this.#numbers = new DecimalReader(bytes);
  }

  /** Figures of the line; `undefined` for every other line, failed invocations and unusual fields included. */
  read(start: number, end: number): ReportFigures | undefined {
    const bytes = this.#bytes;
    if (!standsAt(bytes, start, HEAD)) return undefined;
    const id = start + HEAD.length;
    if (!this.#ids.standsAt(id)) return undefined;
    const durationMs = this.#number(id + REQUEST_ID_LENGTH, DURATION, MAX_MS);
    const billedMs = durationMs < 0 ? -1 : this.#number(this.#numbers.end, BILLED, MAX_MS);
    const memorySizeMb = billedMs < 0 ? -1 : this.#number(this.#numbers.end, MEMORY, MAX_MB);
    const memoryUsedMb = memorySizeMb < 0 ? -1 : this.#number(this.#numbers.end, USED, MAX_MB);
    if (memoryUsedMb < 0 || !standsAt(bytes, this.#numbers.end, MB_TAB)) return undefined;
    let at = this.#numbers.end + MB_TAB.length;
    let initMs = -1;
    if (standsAt(bytes, at, INIT)) {
      initMs = this.#number(at, INIT, MAX_MS);
      if (initMs < 0 || !standsAt(bytes, this.#numbers.end, MS_TAB)) return undefined;
      at = this.#numbers.end + MS_TAB.length;
    }
    if (!this.#isTail(at, end)) return undefined;
    const figures = {
      durationUs: Math.round(durationMs * 1_000),
      billedMs: Math.round(billedMs),
      memorySizeMb: Math.round(memorySizeMb),
      memoryUsedMb: Math.round(memoryUsedMb),
    };
    return initMs < 0 ? figures : { ...figures, initUs: Math.round(initMs * 1_000) };
  }

  /** The number behind `label`, which stands at `at`; -1 otherwise. */
  #number(at: number, label: Uint8Array, max: number): number {
    if (!standsAt(this.#bytes, at, label)) return -1;
    const value = this.#numbers.read(at + label.length);
    return value <= max ? value : -1;
  }

  /** Nothing, a line break, or the line that X-Ray adds: none of them holds a field of the report. */
  #isTail(start: number, end: number): boolean {
    const bytes = this.#bytes;
    if (start === end) return true;
    if (standsAt(bytes, start, LINE_BREAK) && start + LINE_BREAK.length === end) return true;
    if (!standsAt(bytes, start, TRACE)) return false;
    let at = this.#hexEnd(start + TRACE.length);
    if (!standsAt(bytes, at, SEGMENT)) return false;
    at = this.#hexEnd(at + SEGMENT.length);
    if (!standsAt(bytes, at, SAMPLED)) return false;
    at += SAMPLED.length;
    if (standsAt(bytes, at, TAB)) at += TAB.length;
    if (standsAt(bytes, at, LINE_BREAK)) at += LINE_BREAK.length;
    return at === end;
  }

  #hexEnd(start: number): number {
    let at = start;
    while (IS_TRACE_ID[this.#bytes[at] ?? 0] === 1) at++;
    return at;
  }
}

const IS_TRACE_ID = new Uint8Array(256);
for (const char of '0123456789abcdef-') IS_TRACE_ID[char.charCodeAt(0)] = 1;
