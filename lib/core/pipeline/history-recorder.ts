import { deployBetween } from '../detect/deploy-between.ts';
import { expectedBands } from '../detect/expected-bands.ts';
import type { FunctionState } from '../detect/function-state.ts';
import type { HistoryPoint, OtherSignals } from '../detect/history-point.ts';
import { quantileMs } from '../fold/duration-quantile.ts';
import { DurationSketch } from '../fold/duration-sketch.ts';
import type { Window } from '../fold/window.ts';
import type { FunctionId } from '../function-key.ts';
import { isFunctionId } from '../subject.ts';
import { addMinutes, type Minute, minute as minuteFrom } from '../units.ts';
import type { Fleet } from './fleet.ts';
import { outboundCallsOf } from './signal-totals.ts';

/** One history point covers a quarter of an hour: 35 days of a function are 3,360 points. */
export const HISTORY_MINUTES = 15;

export const quarterOf = (window: Minute): Minute => minuteFrom(window - (window % HISTORY_MINUTES));

interface Quarter {
  invocations: number;
  errors: number;
  readonly durations: DurationSketch;
  readonly others: { -readonly [Key in keyof OtherSignals]: OtherSignals[Key] };
}

const newQuarter = (): Quarter => ({
  invocations: 0,
  errors: 0,
  durations: new DurationSketch(),
  others: { timeouts: 0, coldStarts: 0, memoryMbMax: 0, outboundCalls: 0 },
});

/**
 * Sums windows to quarters of an hour; {@link take} ends a quarter and adds what was usual. Only functions have history:
 * nobody invokes an interface or a role session.
 */
export class HistoryRecorder {
  readonly #quarters = new Map<FunctionId, Quarter>();

  /** A `WindowObserver` of the fleet. */
  readonly observe = (id: FunctionId, window: Window): void => {
    if (!isFunctionId(id)) return;
    let quarter = this.#quarters.get(id);
    if (quarter === undefined) {
      quarter = newQuarter();
      this.#quarters.set(id, quarter);
    }
    quarter.invocations += window.invocations;
    quarter.errors += window.errors;
    quarter.durations.merge(window.durations);
    quarter.others.timeouts += window.timeouts;
    quarter.others.coldStarts += window.coldStarts;
    quarter.others.memoryMbMax = Math.max(quarter.others.memoryMbMax, Math.round(window.memoryUsedMbMax));
    quarter.others.outboundCalls += outboundCallsOf(window);
  };

  /** The points of the quarter beginning at `start`, idle functions included; begins a new quarter. */
  take(start: Minute, fleet: Fleet): Map<FunctionId, HistoryPoint> {
    const points = new Map<FunctionId, HistoryPoint>();
    for (const id of fleet.functionIds) {
      const state = isFunctionId(id) ? fleet.stateOf(id) : undefined;
      if (state !== undefined) points.set(id, pointOf(start, this.#quarters.get(id), state));
    }
    this.#quarters.clear();
    return points;
  }
}

const pointOf = (start: Minute, quarter: Quarter | undefined, state: FunctionState): HistoryPoint => {
  const bands = expectedBands(state, start, HISTORY_MINUTES);
  const deploy = deployBetween(state, start, addMinutes(start, HISTORY_MINUTES));
  return {
    minute: start,
    invocations: quarter?.invocations ?? 0,
    errors: quarter?.errors ?? 0,
    durationMsMedian: quarter === undefined ? null : quantileMs(quarter.durations, 0.5),
    invocationsBand: bands.invocations,
    errorsBand: bands.errors,
    durationMsBand: bands.durationMs,
    others: quarter?.others ?? newQuarter().others,
    ...(deploy === undefined ? {} : { deploy }),
  };
};
