import { METRIC_NAMES } from '../../config/metric-names.ts';
import type { MetricKey } from '../../core/pipeline/ports.ts';

/** Adds up the handlers' own metrics from the lines they print, as CloudWatch does from their logs. */
export class MetricSums {
  readonly #sums = new Map<string, number>();

  /** Takes one line in embedded metric format. */
  readonly take = (line: string): void => {
    const figures = JSON.parse(line) as Readonly<Record<string, unknown>>;
    for (const name of Object.values(METRIC_NAMES)) {
      const value = figures[name];
      if (typeof value === 'number') this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
    }
  };

  of(key: MetricKey): number {
    return this.#sums.get(METRIC_NAMES[key]) ?? 0;
  }
}
