import { quantile } from 'simple-statistics';
import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from '../units.ts';
import { escapeHtml } from './escape-html.ts';

const HOURS = 24;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** 1970-01-01 was a Thursday; rows begin with Monday. */
const ROW_OF_EPOCH = 3;
const LEVELS = 6;
/** One hour of an incident must not make every other hour pale. */
const FULL_COLOUR_RANK = 0.97;

const CELL_HEIGHT = 11;
const PLOT_TOP = 2;
const PLOT_LEFT = 30;
const HEIGHT = DAYS.length * CELL_HEIGHT + 20;

/** A quantity at a time; cells show the mean of the values that fall into an hour of the week. */
export interface TimedValue {
  readonly minute: Minute;
  readonly value: number;
}

/** The usual week: one cell per hour and weekday (UTC), darker where more happens. */
export const drawHeatMap = (values: readonly TimedValue[], description: string): string => {
  const means = weeklyMeans(values);
  const known = means.filter((mean) => mean !== null);
  const full = known.length === 0 ? 0 : quantile(known, FULL_COLOUR_RANK);
  const cells: string[] = Array.from({ length: LEVELS + 1 }, () => '');
  means.forEach((mean, cell) => {
    if (mean === null) return;
    const level = full === 0 ? 0 : Math.ceil(Math.min(1, mean / full) * LEVELS);
    cells[level] += `M${cell % HOURS} ${Math.floor(cell / HOURS)}h.92v.88h-.92z`;
  });
  const paths = cells.map((data, level) => (data === '' ? '' : `<path class="nj-heat-${level}" d="${data}"/>`));
  const days = DAYS.map(
    (day, row) => `<text class="nj-tick" x="0" y="${PLOT_TOP + row * CELL_HEIGHT + 9}">${day}</text>`,
  );
  const hours = [0, 6, 12, 18].map(
    (hour) =>
      `<text class="nj-tick" x="${PLOT_LEFT + hour * 10}" y="${HEIGHT - 5}">${String(hour).padStart(2, '0')}</text>`,
  );
  return (
    `<svg class="nj-heat" viewBox="0 0 ${PLOT_LEFT + HOURS * 10} ${HEIGHT}" role="img" aria-label="${escapeHtml(description)}">` +
    `<g aria-hidden="true">${days.join('')}${hours.join('')}` +
    `<g transform="translate(${PLOT_LEFT} ${PLOT_TOP}) scale(10 ${CELL_HEIGHT})">${paths.join('')}</g></g></svg>`
  );
};

/** 168 means, Monday 00:00 first; `null` for hours without a value. */
const weeklyMeans = (values: readonly TimedValue[]): (number | null)[] => {
  const sums = new Float64Array(DAYS.length * HOURS);
  const counts = new Float64Array(DAYS.length * HOURS);
  for (const { minute, value } of values) {
    const row = (Math.floor(minute / MINUTES_PER_DAY) + ROW_OF_EPOCH) % DAYS.length;
    const cell = row * HOURS + Math.floor((minute % MINUTES_PER_DAY) / MINUTES_PER_HOUR);
    sums[cell] = (sums[cell] ?? 0) + value;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return Array.from(sums, (sum, cell) => {
    const count = counts[cell] ?? 0;
    return count === 0 ? null : sum / count;
  });
};
