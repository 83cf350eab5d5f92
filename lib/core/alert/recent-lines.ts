import type { Band, HistoryPoint, OtherSignals } from '../detect/history-point.ts';
import type { Evidence } from '../detect/verdict.ts';
import { readableDuration, readableNumber, readableSpan } from './quantity.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const QUARTER_MINUTES = 15;
/** Fewer points tell nothing. */
const LEAST_POINTS = 4;

interface Series {
  readonly unit: string;
  readonly values: readonly (number | null)[];
  /** Upper bounds; lower ones for what fell. */
  readonly bounds: readonly (number | null)[];
  readonly readable: (value: number) => string;
}

const perMinute = (count: number | null): number | null => (count === null ? null : count / QUARTER_MINUTES);
const boundOf = (band: Band, { direction }: Evidence): number | null =>
  direction === 'down' ? band.lower : band.upper;

/** What history knows of a signal of which it does not keep what was usual: beside the bound that the alert names. */
const otherSeries = (
  evidence: Evidence,
  history: readonly HistoryPoint[],
  unit: string,
  pick: (others: OtherSignals) => number | null,
  readable: Series['readable'] = readableNumber,
): Series | undefined => {
  const values = history.map(({ others }) => (others === undefined ? null : pick(others)));
  if (evidence.unit !== unit || values.every((value) => value === null)) return undefined;
  return { unit, values, bounds: history.map(() => evidence.expected.upper), readable };
};

const megabytes = (value: number): string => `${readableNumber(value)} MB`;

/** What history knows of the signal; other signals have none. */
const seriesOf = (evidence: Evidence, history: readonly HistoryPoint[]): Series | undefined => {
  switch (evidence.signal) {
    case 'timeouts':
      return otherSeries(evidence, history, 'timeouts/min', ({ timeouts }) => perMinute(timeouts));
    case 'cold-starts':
      return otherSeries(evidence, history, 'cold starts/min', ({ coldStarts }) => perMinute(coldStarts));
    case 'memory':
      return otherSeries(evidence, history, 'MB', ({ memoryMbMax }) => memoryMbMax || null, megabytes);
    case 'invocations':
      return {
        unit: 'invocations/min',
        values: history.map(({ invocations }) => perMinute(invocations)),
        bounds: history.map(({ invocationsBand }) => perMinute(boundOf(invocationsBand, evidence))),
        readable: readableNumber,
      };
    case 'errors':
    case 'new-error':
      return {
        unit: 'errors/min',
        values: history.map(({ errors }) => perMinute(errors)),
        bounds: history.map(({ errorsBand }) => perMinute(boundOf(errorsBand, evidence))),
        readable: readableNumber,
      };
    case 'duration':
      return {
        unit: 'median duration',
        values: history.map(({ durationMsMedian }) => durationMsMedian),
        bounds: history.map(({ durationMsBand }) => boundOf(durationMsBand, evidence)),
        readable: readableDuration,
      };
    default:
      return undefined;
  }
};

/** Units in which the evidence can stand behind the series as its newest bar. */
const NEWEST_UNITS: ReadonlySet<string> = new Set([
  'invocations/min',
  'errors/min',
  'timeouts/min',
  'cold starts/min',
  'MB',
  'ms',
]);

const bars = (values: readonly (number | null)[], highest: number): string =>
  values
    .map((value) =>
      value === null ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((value / highest) * BARS.length))],
    )
    .join('');

/** Counts are told as whole as the sentence above tells them. */
const wholeBound = (bound: number, { direction }: Evidence): number =>
  bound < 1 ? bound : direction === 'down' ? Math.ceil(bound) : Math.floor(bound);

/**
 * The last hours in two lines of bars of one scale: what was observed, newest last and the deviation behind it; and the
 * bound of what was expected. Nothing where history knows too little.
 */
export const recentLines = (evidence: Evidence, history: readonly HistoryPoint[]): string[] => {
  const series = seriesOf(evidence, history);
  if (series === undefined || history.length < LEAST_POINTS) return [];
  const isNewest = NEWEST_UNITS.has(evidence.unit) && Number.isFinite(evidence.observed);
  const observed = isNewest ? [...series.values, evidence.observed] : series.values;
  const known = [...observed, ...series.bounds].filter((value) => value !== null);
  const highest = known.reduce((most, value) => Math.max(most, value), 0);
  if (highest <= 0) return [];
  const span = readableSpan(history.length * QUARTER_MINUTES);
  const newest = isNewest ? `, now ${series.readable(evidence.observed)}` : '';
  const latest = series.bounds.findLast((bound) => bound !== null);
  const bound = evidence.direction === 'down' ? 'at least' : 'at most';
  return [
    `${bars(observed, highest)} ${series.unit === 'MB' ? 'highest memory use' : series.unit}, ${span}${newest}`,
    ...(latest == null
      ? []
      : [`${bars(series.bounds, highest)} expected, ${bound} ${series.readable(wholeBound(latest, evidence))}`]),
  ];
};
