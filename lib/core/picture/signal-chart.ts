import type { Band } from '../detect/history-point.ts';
import type { Minute } from '../units.ts';
import {
  type ChartDeploy,
  type ChartIncident,
  deployMarks,
  detectionMarks,
  incidentShades,
  type MarkPlace,
} from './chart-marks.ts';
import { escapeHtml } from './escape-html.ts';
import { formatCompact } from './format-number.ts';
import { isOutside } from './outside-band.ts';
import { areaPath, dots, linePath, type Vertex } from './path-data.ts';
import { coordinate, linearScale, niceTicks } from './scale.ts';
import { timeTicks } from './time-ticks.ts';

/** One value of a signal over `stepMinutes` from `minute` on; `null` where none was measured. */
export interface ChartPoint {
  readonly minute: Minute;
  readonly value: number | null;
  readonly band: Band;
}

export interface SignalChart {
  /** What a person who cannot see the picture should know. */
  readonly description: string;
  /** As in `invocations per 15 min`. */
  readonly unit: string;
  readonly from: Minute;
  readonly until: Minute;
  readonly stepMinutes: number;
  /** Ascending. */
  readonly points: readonly ChartPoint[];
  readonly incidents: readonly ChartIncident[];
  readonly deploys: readonly ChartDeploy[];
  /** Of the plot without labels; {@link PLOT_HEIGHT} unless said. */
  readonly heightPx?: number;
}

const PLOT_TOP = 32;
const PLOT_HEIGHT = 146;
/** Below the plot: labels of the time axis. */
const AXIS_HEIGHT = 28;
/** Inner units of the plot; the picture stretches to the width it is given, strokes and text do not. */
const PLOT_WIDTH = 1_000;
/** An upper bound far above everything observed would press the line to the floor. */
const BAND_HEADROOM = 2.5;
/** Counts and milliseconds: an axis of fractions would make a great thing of nothing. */
const LEAST_AXIS = 1;

/**
 * One signal over time as an SVG that fills the width of its place: expected band, observed line, incident interval, and
 * a dot at each value outside the band. Colours are the classes of `pictureStyle`.
 */
export const drawSignalChart = (chart: SignalChart): string => {
  const plotHeight = chart.heightPx ?? PLOT_HEIGHT;
  const height = PLOT_TOP + plotHeight + AXIS_HEIGHT;
  const ticks = niceTicks(axisMax(chart), plotHeight < PLOT_HEIGHT ? 2 : 4);
  const top = ticks.at(-1) ?? 1;
  const x = linearScale(chart.from, chart.until, PLOT_WIDTH);
  const yScale = linearScale(0, top, plotHeight);
  const y = (value: number): number => plotHeight - yScale(Math.min(Math.max(value, 0), top));
  const middle = (minute: number): number => x(minute + chart.stepMinutes / 2);
  const place: MarkPlace = { x, width: PLOT_WIDTH, top: PLOT_TOP, bottom: PLOT_TOP + plotHeight };
  const percent = (at: number): string => `${coordinate(at / (PLOT_WIDTH / 100))}%`;

  const vertices = (pick: (point: ChartPoint) => number | null): Vertex[] =>
    withGaps(chart).map((point) => {
      const value = point === null ? null : pick(point);
      return point === null || value === null ? null : [middle(point.minute), y(value)];
    });
  const upper = vertices(({ band }) => (band.upper === null && band.lower === null ? null : (band.upper ?? top)));
  const lower = vertices(({ band }) => (band.upper === null && band.lower === null ? null : (band.lower ?? 0)));

  const grid = ticks.map((tick) => `M0 ${coordinate(y(tick))}H${PLOT_WIDTH}`).join('');
  const outliers = dots(
    chart.points.filter(isOutside).map(({ minute, value }) => [middle(minute), y(value ?? 0)] as const),
  );
  const ticksOfTime = timeTicks(chart.from, chart.until, 6);
  const timeLabels = ticksOfTime.map(({ minute, label }, index) => {
    const at = x(minute);
    const anchor = at < 40 ? 'start' : at > PLOT_WIDTH - 40 ? 'end' : 'middle';
    const width = index % 2 === 1 && ticksOfTime.length > 4 ? ' nj-wide' : '';
    return `<text class="nj-tick${width}" x="${percent(at)}" y="${height - 8}" text-anchor="${anchor}">${label}</text>`;
  });
  const valueLabels = ticks
    .filter((_, index) => index > 0)
    .map((tick) => {
      const baseline = coordinate(PLOT_TOP + y(tick) - 3);
      return `<text class="nj-tick nj-halo" x="2" y="${baseline}">${formatCompact(tick)}</text>`;
    });

  return [
    `<svg class="nj-chart" width="100%" height="${height}" role="img" aria-label="${escapeHtml(chart.description)}">`,
    `<svg x="0" y="${PLOT_TOP}" width="100%" height="${plotHeight}" viewBox="0 0 ${PLOT_WIDTH} ${plotHeight}" preserveAspectRatio="none" aria-hidden="true">`,
    incidentShades(chart.incidents, chart.until, place),
    `<path class="nj-grid" d="${grid}"/>`,
    `<path class="nj-band" d="${areaPath(upper, lower)}"/>`,
    `<path class="nj-observed" d="${linePath(vertices(({ value }) => value))}"/>`,
    outliers === '' ? '' : `<path class="nj-outlier" d="${outliers}"/>`,
    '</svg>',
    '<g aria-hidden="true">',
    ...valueLabels,
    `<text class="nj-unit" x="2" y="11">${escapeHtml(chart.unit)}</text>`,
    detectionMarks(chart.incidents, place),
    deployMarks(chart.deploys, place),
    ...timeLabels,
    '</g></svg>',
  ].join('');
};

const axisMax = ({ points }: SignalChart): number => {
  let observed = 0;
  let expected = 0;
  for (const { value, band } of points) {
    observed = Math.max(observed, value ?? 0);
    expected = Math.max(expected, band.upper ?? 0);
  }
  const top = observed === 0 ? expected : Math.min(Math.max(observed, expected), observed * BAND_HEADROOM);
  return Math.max(LEAST_AXIS, top);
};

/** The points with a `null` wherever at least one is missing. */
const withGaps = ({ points, stepMinutes }: SignalChart): (ChartPoint | null)[] =>
  points.flatMap((point, index) => {
    const previous = points[index - 1];
    const isGap = previous !== undefined && point.minute - previous.minute > stepMinutes;
    return isGap ? [null, point] : [point];
  });
