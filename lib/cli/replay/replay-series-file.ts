import { basename } from 'node:path';
import { SeriesReplay } from '../../core/pipeline/replay-series.ts';
import { type Severity, worstSeverity } from '../../core/signal.ts';
import { type EpochMs, MS_PER_MINUTE } from '../../core/units.ts';
import { lookOf } from '../output/look-of.ts';
import { seriesJsonLine, seriesTextLine } from '../output/series-line.ts';
import { seriesPicture } from '../output/series-picture.ts';
import { writeText } from '../output/write-text.ts';
import type { Terminal } from '../terminal.ts';
import { readSeries } from './read-series.ts';
import type { ReplayOptions } from './replay-options.ts';

/** `replay --series`: scores a metric series and prints its anomalies. Resolves with the worst severity seen. */
export const replaySeriesFile = async (
  path: string,
  { learnMinutes, format }: ReplayOptions,
  terminal: Terminal,
): Promise<Severity | undefined> => {
  const { points, unreadable } = await readSeries(path);
  const replay = new SeriesReplay(learnMinutes * MS_PER_MINUTE);
  const name = basename(path);
  const line = format === 'json' ? seriesJsonLine : seriesTextLine;
  let worst: Severity | undefined;
  const anomalies: EpochMs[] = [];
  for (const { at, value } of points) {
    const anomaly = replay.add(at, value);
    if (anomaly === undefined) continue;
    if (anomaly.endedAt === null) anomalies.push(at);
    worst = worst === undefined ? anomaly.severity : worstSeverity(worst, anomaly.severity);
    await writeText(terminal.out, line(name, anomaly));
  }
  if (format === 'text' && points.length > 0) {
    await writeText(terminal.out, seriesPicture(points, anomalies, lookOf(terminal)));
  }
  const skipped = unreadable > 0 ? `, ${unreadable} ${unreadable === 1 ? 'line' : 'lines'} unreadable` : '';
  await writeText(
    terminal.err,
    `${points.length.toLocaleString('en-US')} ${points.length === 1 ? 'point' : 'points'}, ${anomalies.length} ${anomalies.length === 1 ? 'anomaly' : 'anomalies'}${skipped}\n`,
  );
  return worst;
};
