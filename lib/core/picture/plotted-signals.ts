import type { Band, HistoryPoint } from '../detect/history-point.ts';
import type { Evidence } from '../detect/verdict.ts';
import type { Signal } from '../signal.ts';
import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from '../units.ts';

/** How a signal that history keeps is drawn. */
export interface PlottedSignal {
  /** As in `median duration, ms`. */
  readonly unit: string;
  readonly value: (point: HistoryPoint) => number | null;
  readonly band: (point: HistoryPoint) => Band;
}

const QUARTER_MINUTES = 15;
const NO_BAND: Band = { lower: null, upper: null };

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

/** Further signals; what was usual of them is not kept. */
export const OTHER_SIGNALS = {
  timeouts: {
    unit: 'time-outs per 15 min',
    value: ({ others }) => others?.timeouts ?? null,
    band: () => NO_BAND,
  },
  'cold-starts': {
    unit: 'cold starts per 15 min',
    value: ({ others }) => others?.coldStarts ?? null,
    band: () => NO_BAND,
  },
  memory: {
    unit: 'highest memory use, MB',
    value: ({ others }) => others?.memoryMbMax || null,
    band: () => NO_BAND,
  },
  outbound: {
    unit: 'outbound calls per 15 min',
    value: ({ others }) => others?.outboundCalls ?? null,
    band: () => NO_BAND,
  },
} as const satisfies Partial<Record<Signal, PlottedSignal>>;

/** What tells most about the circumstances of signals that history does not keep. */
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

const MINUTES_OF: Readonly<Record<string, number>> = { min: 1, h: MINUTES_PER_HOUR, day: MINUTES_PER_DAY };

/** The bound that the alert named, for a quarter of an hour; `undefined` where it is of something else. */
const boundOf = ({ unit, expected: { upper } }: Evidence): ((point: HistoryPoint) => number) | undefined => {
  if (upper === null) return undefined;
  if (unit === 'MB') return () => upper;
  if (unit === 'calls/invocation') return ({ invocations }) => upper * invocations;
  const minutes = MINUTES_OF[unit.slice(unit.lastIndexOf('/') + 1)];
  return minutes === undefined ? undefined : () => (upper * QUARTER_MINUTES) / minutes;
};

/** What the alarm saw, where history knows it; else what tells most about its circumstances. */
export const plottedSignal = (
  evidence: Evidence,
  history: readonly HistoryPoint[],
): { readonly plotted: PlottedSignal; readonly isContext: boolean } => {
  const { signal } = evidence;
  const context = PLOTTED_SIGNALS[SHOWN_AGAINST[signal]];
  const other = isOther(signal) ? OTHER_SIGNALS[signal] : undefined;
  const bound = boundOf(evidence);
  const isKnown = history.some(({ others }) => others !== undefined);
  const isSame = signal !== 'outbound' || evidence.unit === 'calls/invocation';
  if (other === undefined || bound === undefined || !isKnown || !isSame) {
    return { plotted: context, isContext: SHOWN_AGAINST[signal] !== signal };
  }
  return { plotted: { ...other, band: (point) => ({ lower: null, upper: bound(point) }) }, isContext: false };
};

const isOther = (signal: Signal): signal is keyof typeof OTHER_SIGNALS => signal in OTHER_SIGNALS;
