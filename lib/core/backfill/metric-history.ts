import { type Minute, minute as minuteFrom } from '../units.ts';
import type { MetricMinute } from './metric-minute.ts';

/** Invocations, errors, and five statistics of the durations. */
const COLUMNS = 7;

/**
 * Weeks of one function's minutes in 32 bytes each: hundreds of busy functions are held at once, since a slot learns
 * all of its functions minute by minute.
 */
export class MetricHistory {
  readonly #minutes: number[] = [];
  readonly #values: Float32Array[] = [];
  #next = 0;

  /** Appends minutes that follow those it holds. */
  append(rows: readonly MetricMinute[]): void {
    const values = new Float32Array(rows.length * COLUMNS);
    rows.forEach(({ minute, invocations, errors, durationMs }, row) => {
      this.#minutes.push(minute);
      const { min = Number.NaN, p25 = 0, p50 = 0, p75 = 0, max = 0 } = durationMs ?? {};
      values.set([invocations, errors, min, p25, p50, p75, max], row * COLUMNS);
    });
    this.#values.push(values);
  }

  /** The row of this minute, if there is one. Ask for minutes in ascending order. */
  take(at: Minute): MetricMinute | undefined {
    while ((this.#minutes[this.#next] ?? Number.MAX_SAFE_INTEGER) < at) this.#next++;
    if (this.#minutes[this.#next] !== at) return undefined;
    return this.#row(this.#next++);
  }

  #row(index: number): MetricMinute | undefined {
    let offset = index;
    for (const values of this.#values) {
      const rows = values.length / COLUMNS;
      if (offset >= rows) {
        offset -= rows;
        continue;
      }
      const column = offset * COLUMNS;
      const [invocations = 0, errors = 0, min = Number.NaN, p25 = 0, p50 = 0, p75 = 0, max = 0] = values.subarray(
        column,
        column + COLUMNS,
      );
      const row = { minute: minuteFrom(this.#minutes[index] ?? 0), invocations, errors };
      return Number.isNaN(min) ? row : { ...row, durationMs: { min, p25, p50, p75, max } };
    }
    return undefined;
  }
}
