import type { SeriesAnomaly } from '../../core/pipeline/replay-series.ts';
import { isoOf } from '../../core/units.ts';
import { terminalText } from './terminal-text.ts';

const rounded = (value: number): number => Number(value.toPrecision(4));

const summaryOf = ({ observed, expected }: SeriesAnomaly): string =>
  `${rounded(observed)}, usually ${rounded(expected.lower)} to ${rounded(expected.upper)}`;

/** An anomaly of a metric series in the shape of the incident line. */
export const seriesJsonLine = (series: string, anomaly: SeriesAnomaly): string =>
  `${JSON.stringify({
    v: 1,
    type: anomaly.endedAt === null ? 'incident.opened' : 'incident.resolved',
    id: `${series}|${isoOf(anomaly.startedAt)}`,
    series,
    signal: 'gauge',
    severity: anomaly.severity,
    startedAt: isoOf(anomaly.startedAt),
    detectedAt: isoOf(anomaly.startedAt),
    endedAt: anomaly.endedAt === null ? null : isoOf(anomaly.endedAt),
    ...(anomaly.endedAt !== null && { reason: 'quiet' }),
    observed: anomaly.observed,
    expected: { lower: rounded(anomaly.expected.lower), upper: rounded(anomaly.expected.upper) },
    direction: anomaly.direction,
    score: rounded(anomaly.score),
    summary: summaryOf(anomaly),
  })}\n`;

export const seriesTextLine = (series: string, anomaly: SeriesAnomaly): string => {
  const mark = anomaly.endedAt === null ? anomaly.severity.toUpperCase() : 'resolved';
  const at = isoOf(anomaly.endedAt ?? anomaly.startedAt)
    .slice(0, 16)
    .replace('T', ' ');
  return `${at}  ${mark.padEnd(8)}  ${terminalText(series)}  ${summaryOf(anomaly)}\n`;
};
