import type { Severity } from '../signal.ts';
import type { Minute } from '../units.ts';
import { escapeClipped, escapeHtml } from './escape-html.ts';
import { coordinate, linearScale } from './scale.ts';
import { timeTicks } from './time-ticks.ts';

/** One incident on the lane of one function. */
export interface TimelineBar {
  readonly from: Minute;
  /** `null` while it lasts. */
  readonly until: Minute | null;
  readonly severity: Severity;
  /** As in `errors, high`: drawn beside the bar. */
  readonly label: string;
  /** Where the bar leads, as in `#incident-3`. Our own words. */
  readonly href: string;
}

export interface TimelineLane {
  /** The function's name: hostile until escaped. */
  readonly name: string;
  readonly bars: readonly TimelineBar[];
}

export interface FleetTimeline {
  readonly description: string;
  readonly from: Minute;
  readonly until: Minute;
  /** Before this nothing could alert. */
  readonly learningUntil: Minute;
  readonly lanes: readonly TimelineLane[];
}

const LANE_HEIGHT = 38;
const NAME_BASELINE = 13;
const BAR_TOP = 18;
const BAR_HEIGHT = 12;
const AXIS_HEIGHT = 24;
const NAME_LENGTH = 64;

/** Who was in trouble when: one lane per function, bars that link to their incidents. */
export const drawFleetTimeline = (timeline: FleetTimeline): string => {
  const { from, until, lanes, learningUntil } = timeline;
  const plotHeight = lanes.length * LANE_HEIGHT;
  const x = linearScale(from, until, 100);
  const position = (minute: number): string => `${coordinate(Math.min(100, Math.max(0, x(minute))))}%`;

  const ticks = timeTicks(from, until, 8).map(({ minute, label }) => {
    const at = x(minute);
    const anchor = at < 4 ? 'start' : at > 96 ? 'end' : 'middle';
    return (
      `<line class="nj-grid" x1="${position(minute)}" x2="${position(minute)}" y1="0" y2="${plotHeight}"/>` +
      `<text class="nj-tick" x="${position(minute)}" y="${plotHeight + 16}" text-anchor="${anchor}">${label}</text>`
    );
  });
  const learning =
    learningUntil > from
      ? `<rect class="nj-learning" x="0" y="0" width="${position(learningUntil)}" height="${plotHeight}"/>`
      : '';
  const rows = lanes.map(({ name, bars }, index) => {
    const top = index * LANE_HEIGHT;
    return (
      `<text class="nj-lane nj-halo" x="2" y="${top + NAME_BASELINE}">${escapeClipped(name, NAME_LENGTH)}</text>` +
      `<line class="nj-rail" x1="0" x2="100%" y1="${top + BAR_TOP + BAR_HEIGHT / 2}" y2="${top + BAR_TOP + BAR_HEIGHT / 2}"/>` +
      bars.map((bar) => drawBar(bar, top + BAR_TOP, x, position, until)).join('')
    );
  });
  return [
    `<svg class="nj-timeline" width="100%" height="${plotHeight + AXIS_HEIGHT}" role="group" aria-label="${escapeHtml(timeline.description)}">`,
    learning,
    ...ticks,
    ...rows,
    '</svg>',
  ].join('');
};

const drawBar = (
  bar: TimelineBar,
  top: number,
  x: (minute: number) => number,
  position: (minute: number) => string,
  until: Minute,
): string => {
  const begin = x(bar.from);
  const end = x(bar.until ?? until);
  const isLate = begin > 60;
  const label = isLate
    ? `<text class="nj-bar-label nj-halo" x="${position(bar.from)}" dx="-5" y="${top + 10}" text-anchor="end">`
    : `<text class="nj-bar-label nj-halo" x="${position(bar.until ?? until)}" dx="7" y="${top + 10}">`;
  return (
    `<a href="${escapeHtml(bar.href)}" aria-label="${escapeHtml(bar.label)}"><g class="nj-${bar.severity}">` +
    `<rect x="${position(bar.from)}" y="${top}" width="${coordinate(Math.max(0, end - begin))}%" height="${BAR_HEIGHT}" rx="2"/>` +
    // A short incident is narrower than a pixel: this mark keeps it in sight.
    `<rect x="${position(bar.from)}" y="${top}" width="5" height="${BAR_HEIGHT}" rx="2"/></g>${label}${escapeHtml(bar.label)}</text></a>`
  );
};
