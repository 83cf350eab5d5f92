import { readableNumber } from '../../core/alert/quantity.ts';
import { type EpochMs, isoOf } from '../../core/units.ts';
import type { LineLook } from './incident-line.ts';
import { sparkText } from './spark-text.ts';
import { textStyle } from './text-style.ts';

const USUAL_CELLS = 80;

interface SeriesPoint {
  readonly at: EpochMs;
  readonly value: number;
}

/** A series as one line of bars, the beginnings of its anomalies marked below, and what the line spans. */
export const seriesPicture = (
  points: readonly SeriesPoint[],
  anomalies: readonly EpochMs[],
  { color, width = USUAL_CELLS }: LineLook,
): string => {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const style = textStyle(color);
  const values = points.map(({ value }) => value);
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const bars = sparkText(values, width, least);
  const marks = new Set(
    anomalies.map((at) => Math.floor((points.findIndex((point) => point.at === at) * bars.length) / points.length)),
  );
  const marked = Array.from({ length: bars.length }, (_, bar) => (marks.has(bar) ? '^' : ' '))
    .join('')
    .trimEnd();
  return [
    bars,
    ...(marked === '' ? [] : [style.severity.high(marked)]),
    style.dim(`${isoOf(first.at)} to ${isoOf(last.at)}, from ${readableNumber(least)} to ${readableNumber(most)}`),
    '',
  ].join('\n');
};
