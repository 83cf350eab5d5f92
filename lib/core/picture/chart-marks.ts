import type { Minute } from '../units.ts';
import { escapeClipped } from './escape-html.ts';
import { coordinate } from './scale.ts';

/** The stretch that an incident covers. */
export interface ChartIncident {
  readonly from: Minute;
  /** When it was decided; drawn as a line. */
  readonly detected: Minute;
  /** `null` while it lasts. */
  readonly until: Minute | null;
}

/** Something new ran from here on. */
export interface ChartDeploy {
  readonly minute: Minute;
  /** As in `version 42`; from logs: hostile until escaped. */
  readonly label: string;
}

/** Where marks stand: `x` maps minutes to [0, width], the plot lies between `top` and `bottom` pixels. */
export interface MarkPlace {
  readonly x: (minute: number) => number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

const LABEL_LENGTH = 24;
/** Labels nearer than this share of the width to the one before are left out: they would lie upon each other. */
const LABEL_SHARE = 0.12;

/** Shades behind the plot, in its inner units. */
export const incidentShades = (
  incidents: readonly ChartIncident[],
  until: Minute,
  { x, width, top, bottom }: MarkPlace,
): string =>
  incidents
    .map((incident) => {
      const left = Math.max(0, x(incident.from));
      const right = Math.min(width, x(incident.until ?? until));
      if (right <= 0 || left >= width) return '';
      const span = coordinate(Math.max(2, right - left));
      return `<rect class="nj-incident" x="${coordinate(left)}" y="0" width="${span}" height="${bottom - top}"/>`;
    })
    .join('');

/** A dashed line with the word `alert` at each moment of decision. */
export const detectionMarks = (incidents: readonly ChartIncident[], place: MarkPlace): string => {
  const hasLabel = spaced(place.width * LABEL_SHARE);
  return visible(incidents, ({ detected }) => detected, place)
    .map(({ at, position }) => {
      const anchor = at > place.width / 2 ? 'end' : 'start';
      const line = `<line class="nj-detected" x1="${position}" x2="${position}" y1="29" y2="${place.bottom}"/>`;
      if (!hasLabel(at)) return line;
      return `${line}<text class="nj-mark nj-halo" x="${position}" dx="${anchor === 'end' ? -5 : 5}" y="26" text-anchor="${anchor}">alert</text>`;
    })
    .join('');
};

/** A triangle below the axis line at each deploy, with the version where there is room. */
export const deployMarks = (deploys: readonly ChartDeploy[], place: MarkPlace): string => {
  const hasLabel = spaced(place.width * LABEL_SHARE);
  return visible(deploys, ({ minute }) => minute, place)
    .map(({ item: { label }, at, position }) => {
      const told = escapeClipped(label, LABEL_LENGTH);
      // Percentages do not mix with path data: a nested picture carries the triangle to its place.
      const triangle = `<svg x="${position}" y="${place.bottom - 9}" class="nj-deploy"><title>deploy: ${told}</title><path d="M-5 9h10L0 0z"/></svg>`;
      if (!hasLabel(at)) return triangle;
      const anchor = at > place.width / 2 ? 'end' : 'start';
      return `${triangle}<text class="nj-deploy-label nj-halo" x="${position}" dx="${anchor === 'end' ? -8 : 8}" y="${place.bottom - 3}" text-anchor="${anchor}">${told}</text>`;
    })
    .join('');
};

const visible = <Item>(
  items: readonly Item[],
  minuteOf: (item: Item) => Minute,
  { x, width }: MarkPlace,
): { item: Item; at: number; position: string }[] =>
  items
    .map((item) => ({ item, at: x(minuteOf(item)) }))
    .filter(({ at }) => at >= 0 && at <= width)
    .sort((a, b) => a.at - b.at)
    .map(({ item, at }) => ({ item, at, position: `${coordinate((at / width) * 100)}%` }));

/** Says of ascending positions which are at least `distance` behind the last one it said yes to. */
const spaced = (distance: number): ((at: number) => boolean) => {
  let last = Number.NEGATIVE_INFINITY;
  return (at) => {
    if (at - last < distance) return false;
    last = at;
    return true;
  };
};
