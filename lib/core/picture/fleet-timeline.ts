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
  /** Where the bar leads, as in `#incident-3`, if anywhere. Our own words. */
  readonly href?: string;
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

  const ticks = timeTicks(from, until, 8).map(({ minute, label }, index) => {
    const at = x(minute);
    const anchor = at < 4 ? 'start' : at > 96 ? 'end' : 'middle';
    return (
      `<line class="nj-grid" x1="${position(minute)}" x2="${position(minute)}" y1="0" y2="${plotHeight}"/>` +
      `<text class="nj-tick${index % 2 === 1 ? ' nj-wide' : ''}" x="${position(minute)}" y="${plotHeight + 16}" text-anchor="${anchor}">${label}</text>`
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
      drawBars(bars, top + BAR_TOP, x, until)
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

/** Widths that labels are fitted to, in pixels: on a narrow picture those that need the wide one are left out. */
const WIDE = 620;
const NARROW = 310;
const CHARACTER_WIDTH = 6.4;
const LABEL_GAP = 10;

interface LabelPlace {
  readonly side: 'after' | 'before' | 'inside';
  /** Right end of what is drawn, in percent. */
  readonly until: number;
  readonly isForWide: boolean;
}

/** Where a bar's label has room between what stands before it and the bar after it, if anywhere. All in percent. */
const placeLabel = (label: string, taken: number, begin: number, end: number, next: number): LabelPlace | undefined => {
  const width = label.length * CHARACTER_WIDTH + LABEL_GAP;
  const wide = (width / WIDE) * 100;
  const narrow = (width / NARROW) * 100;
  const rooms = { after: next - end, before: begin - taken, inside: end - begin };
  for (const needed of [narrow, wide]) {
    for (const side of ['after', 'before', 'inside'] as const) {
      if (rooms[side] < needed) continue;
      return { side, until: side === 'after' ? end + needed : end, isForWide: needed === wide };
    }
  }
  return undefined;
};

const drawBars = (bars: readonly TimelineBar[], top: number, x: (minute: number) => number, until: Minute): string => {
  const ascending = [...bars].sort((a, b) => a.from - b.from);
  let taken = 0;
  return ascending
    .map((bar, index) => {
      const begin = percentOf(x(bar.from));
      const end = percentOf(x(bar.until ?? until));
      const next = ascending[index + 1];
      const place = placeLabel(bar.label, taken, begin, end, next === undefined ? 100 : percentOf(x(next.from)));
      taken = Math.max(taken, place?.until ?? end);
      return drawBar(bar, top, begin, end, place);
    })
    .join('');
};

const percentOf = (value: number): number => Math.min(100, Math.max(0, value));

const drawBar = (bar: TimelineBar, top: number, begin: number, end: number, place: LabelPlace | undefined): string => {
  const from = `${coordinate(begin)}%`;
  const label = escapeHtml(bar.label);
  const drawn =
    `<g class="nj-${bar.severity}">${place === undefined ? `<title>${label}</title>` : ''}` +
    `<rect x="${from}" y="${top}" width="${coordinate(end - begin)}%" height="${BAR_HEIGHT}" rx="2"/>` +
    // A short incident is narrower than a pixel: this mark keeps it in sight.
    `<rect x="${from}" y="${top}" width="5" height="${BAR_HEIGHT}" rx="2"${begin > 99 ? ' transform="translate(-5 0)"' : ''}/></g>` +
    (place === undefined ? '' : `${labelText(place, from, coordinate(end), top)}${label}</text>`);
  return bar.href === undefined ? drawn : `<a href="${escapeHtml(bar.href)}" aria-label="${label}">${drawn}</a>`;
};

const labelText = ({ side, isForWide }: LabelPlace, from: string, end: string, top: number): string => {
  const classes = `${side === 'inside' ? 'nj-inside' : 'nj-halo'}${isForWide ? ' nj-wide' : ''}`;
  const at =
    side === 'after'
      ? `x="${end}%" dx="8"`
      : side === 'before'
        ? `x="${from}" dx="-6" text-anchor="end"`
        : `x="${from}" dx="9"`;
  return `<text class="${classes}" ${at} y="${top + 10}">`;
};
