import type { Band, HistoryPoint } from '../detect/history-point.ts';
import type { Signal } from '../signal.ts';

/** How one of the three signals that history keeps is drawn. */
export interface PlottedSignal {
  /** As in `median duration, ms`. */
  readonly unit: string;
  readonly value: (point: HistoryPoint) => number | null;
  readonly band: (point: HistoryPoint) => Band;
}

export const PLOTTED_SIGNALS = {
  invocations: {
    unit: 'invocations per 15 min',
    value: (point) => point.invocations,
    band: (point) => point.invocationsBand,
  },
  errors: {
    unit: 'failed invocations per 15 min',
    value: (point) => point.errors,
    band: (point) => point.errorsBand,
  },
  duration: {
    unit: 'median duration, ms',
    value: (point) => point.durationMsMedian,
    band: (point) => point.durationMsBand,
  },
} as const satisfies Record<string, PlottedSignal>;

/** History keeps three signals; the others are shown against the one that tells most about their circumstances. */
const SHOWN_AGAINST: Readonly<Record<Signal, keyof typeof PLOTTED_SIGNALS>> = {
  invocations: 'invocations',
  errors: 'errors',
  duration: 'duration',
  timeouts: 'errors',
  'new-error': 'errors',
  'cold-starts': 'invocations',
  memory: 'duration',
  outbound: 'invocations',
  'api-calls': 'invocations',
};

export const plottedSignal = (signal: Signal): PlottedSignal => PLOTTED_SIGNALS[SHOWN_AGAINST[signal]];
