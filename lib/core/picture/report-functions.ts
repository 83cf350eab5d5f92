import { functionWords } from '../alert/incident-sentence.ts';
import { readableDuration } from '../alert/quantity.ts';
import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { escapeClipped, escapeHtml } from './escape-html.ts';
import { expectedInvocations } from './expected-week.ts';
import { formatNumber, formatShare } from './format-number.ts';
import { drawHeatMap } from './heat-map.ts';
import { REPORT_LIMITS } from './report-limits.ts';
import { filterField, pagedTable, valueAttribute } from './report-long-table.ts';
import type { ReportFunction, ReportModel } from './report-model.ts';
import { drawSparkline } from './sparkline.ts';

const NAME_LENGTH = 80;
/** Two quarters per value: a day is 48 values. */
const QUARTERS_PER_VALUE = 2;
const VALUES = 48;

const COLUMNS = [
  ['Function', 'text'],
  ['Incidents', 'number'],
  ['Invocations', 'number'],
  ['Errors', 'number'],
  ['Error rate', 'number'],
  ['Median duration', 'number'],
] as const;
/** Left out where nobody counted them. */
const COLD_STARTS = ['Cold starts', 'number'] as const;

/** Incidents per function, as members. */
const incidentCounts = (incidents: readonly Incident[]): ReadonlyMap<FunctionId, number> => {
  const counts = new Map<FunctionId, number>();
  for (const { members } of incidents) {
    for (const id of new Set(members.map((member) => functionIdOf(member.function)))) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
};

/** The table of functions, most troubled and busiest first; sortable where scripts run. */
export const reportFunctions = (model: ReportModel): string => {
  const counts = incidentCounts(model.incidents);
  const incidentsOf = (each: ReportFunction): number => counts.get(functionIdOf(each.key)) ?? 0;
  const ordered = [...model.functions].sort(
    (a, b) => incidentsOf(b) - incidentsOf(a) || b.invocations - a.invocations || (a.key.name < b.key.name ? -1 : 1),
  );
  const shown = ordered.slice(0, REPORT_LIMITS.functionRows);
  const left = ordered.length - shown.length;
  const caption =
    left > 0
      ? `The ${shown.length} most troubled and busiest functions; ${left} more are not listed.`
      : 'All functions.';
  const countsColdStarts = shown.some(({ coldStarts }) => coldStarts !== null);
  const columns = countsColdStarts ? [...COLUMNS, COLD_STARTS] : COLUMNS;
  const headers = columns.map(
    ([label, sort]) => `<th scope="col" data-sort="${sort}"${sort === 'number' ? ' class="number"' : ''}>${label}</th>`,
  );
  const paged = pagedTable('function-table', shown.length);
  return [
    filterField('function-table', 'Filter by name'),
    `<div class="card"><div class="scroll" tabindex="0" role="group" aria-label="Table of functions"><table id="function-table" data-sortable${paged.attribute}>`,
    `<caption>${caption}</caption><thead><tr>${headers.join('')}<th scope="col">Last 24 h</th></tr></thead><tbody>`,
    ...shown.map((each) => functionRow(each, incidentsOf(each), countsColdStarts)),
    `</tbody></table></div>${paged.button}</div>`,
  ].join('');
};

const functionRow = (each: ReportFunction, incidents: number, countsColdStarts: boolean): string => {
  const { key, invocations, errors, coldStarts, durationMsMedian } = each;
  const rate = invocations === 0 ? 0 : errors / invocations;
  const number = (value: number, text: string): string =>
    `<td class="number"${valueAttribute(value, text)}>${text}</td>`;
  const where = `${key.account}, ${key.region}`;
  return [
    `<tr><th scope="row" title="${escapeClipped(where, NAME_LENGTH)}">${escapeClipped(functionWords(key.name), NAME_LENGTH)}</th>`,
    number(incidents, formatNumber(incidents)),
    number(invocations, formatNumber(invocations)),
    number(errors, formatNumber(errors)),
    number(rate, formatShare(rate)),
    number(durationMsMedian ?? -1, durationMsMedian === null ? '–' : readableDuration(durationMsMedian)),
    countsColdStarts ? number(coldStarts ?? -1, coldStarts === null ? '–' : formatNumber(coldStarts)) : '',
    `<td>${sparkline(each)}</td></tr>`,
  ].join('');
};

const sparkline = ({ key, history }: ReportFunction): string => {
  const newest = history.slice(-VALUES * QUARTERS_PER_VALUE);
  if (newest.length < 2) return '';
  const values: number[] = [];
  for (let index = 0; index < newest.length; index += QUARTERS_PER_VALUE) {
    const pair = newest.slice(index, index + QUARTERS_PER_VALUE);
    values.push(pair.reduce((sum, point) => sum + point.invocations, 0) / pair.length);
  }
  return drawSparkline(values, `invocations of ${functionWords(key.name)} over the last day`);
};

/** Hour by weekday of the functions that had incidents: what Nightjar takes for usual. */
export const reportWeeks = (model: ReportModel): string => {
  const counts = incidentCounts(model.incidents);
  const troubled = model.functions.filter((each) => counts.has(functionIdOf(each.key)) && each.history.length > 0);
  if (troubled.length === 0) return '';
  const shown = troubled.slice(0, REPORT_LIMITS.weeks);
  const figures = shown.map(({ key, history }) => {
    const map = drawHeatMap(
      expectedInvocations(history),
      `Expected invocations of ${functionWords(key.name)} by hour and weekday`,
    );
    return `<figure>${map}<figcaption>${escapeClipped(functionWords(key.name), NAME_LENGTH)}</figcaption></figure>`;
  });
  const left = troubled.length - shown.length;
  const rest = left > 0 ? `<p class="small muted">${escapeHtml(String(left))} more are not drawn.</p>` : '';
  return (
    '<section aria-labelledby="weeks"><h2 id="weeks">The usual week</h2>' +
    `<div class="card"><p class="small muted">Invocations that Nightjar expects by hour (UTC) and weekday: the stronger the colour, the more. Functions with incidents.</p><div class="weeks">${figures.join('')}</div>${rest}</div></section>`
  );
};
