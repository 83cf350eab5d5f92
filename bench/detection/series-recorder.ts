import type { SimulatedFleet } from '../fleet/fleet.ts';
import type { FleetWindow } from '../fleet/lambda-function.ts';
import type { Onlooker } from './run-detectors.ts';

/** Peers look at five-minute periods, as metric alarms do. */
export const PERIOD_MINUTES = 5;

/** Three gauges of one function: calls, failures, mean log duration (NaN without calls). */
export interface FunctionSeries {
  readonly invocations: Float64Array;
  readonly errors: Float64Array;
  readonly logDuration: Float64Array;
}

/** Collects what a metric-based detector would see of a fleet. */
export class SeriesRecorder {
  readonly fleet: SimulatedFleet;
  readonly series: readonly FunctionSeries[];
  readonly record: Onlooker;

  constructor(fleet: SimulatedFleet) {
    const periods = Math.ceil((fleet.until - fleet.from) / PERIOD_MINUTES);
    this.fleet = fleet;
    this.series = fleet.functions.map(() => ({
      invocations: new Float64Array(periods),
      errors: new Float64Array(periods),
      logDuration: new Float64Array(periods).fill(Number.NaN),
    }));
    const weights = fleet.functions.map(() => new Float64Array(periods));
    this.record = (index: number, window: FleetWindow): void => {
      const period = Math.floor((window.minute - fleet.from) / PERIOD_MINUTES);
      const series = this.series[index];
      const weight = weights[index];
      if (!series || !weight) return;
      series.invocations[period] = (series.invocations[period] ?? 0) + window.invocations;
      series.errors[period] = (series.errors[period] ?? 0) + window.errors;
      for (const durationMs of window.durationsMs) {
        const before = weight[period] ?? 0;
        const mean = before === 0 ? 0 : (series.logDuration[period] ?? 0);
        weight[period] = before + 1;
        series.logDuration[period] = mean + (Math.log(durationMs) - mean) / (before + 1);
      }
    };
  }
}
