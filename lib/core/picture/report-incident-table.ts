import { functionWords, strongestMember, whoOf } from '../alert/incident-sentence.ts';
import { readableSpan } from '../alert/quantity.ts';
import { SIGNAL_WORDS } from '../alert/signal-words.ts';
import type { Incident } from '../incident/incident.ts';
import { severityRank } from '../signal.ts';
import { MS_PER_MINUTE } from '../units.ts';
import { escapeClipped } from './escape-html.ts';
import { clockOf, dayOf } from './format-instant.ts';
import { filterField, pagedTable } from './report-long-table.ts';

const NAME_LENGTH = 80;
/** Fewer incidents than this are found by looking. */
const WORTH_A_TABLE = 6;

/** All incidents in one sortable table; each row leads to its article. */
export const reportIncidentTable = (incidents: readonly Incident[], anchors: ReadonlyMap<string, string>): string => {
  if (incidents.length < WORTH_A_TABLE) return '';
  const paged = pagedTable('incident-table', incidents.length);
  return [
    filterField('incident-table', 'Filter by function, signal or severity'),
    `<div class="card"><div class="scroll" tabindex="0" role="group" aria-label="Table of incidents"><table id="incident-table" data-sortable${paged.attribute}>`,
    '<caption>All incidents, in order of time.</caption><thead><tr><th scope="col" data-sort="text">Function</th>',
    '<th scope="col" data-sort="number">Began (UTC)</th><th scope="col" data-sort="text" class="nj-wide">Signal</th>',
    '<th scope="col" data-sort="number">Severity</th><th scope="col" data-sort="number" class="number nj-wide">Lasted</th></tr></thead><tbody>',
    ...incidents.map((incident) => row(incident, anchors.get(incident.id))),
    `</tbody></table></div>${paged.button}</div>`,
  ].join('');
};

const row = (incident: Incident, anchor: string | undefined): string => {
  const { severity, signal, startedAt, endedAt, functionCount } = incident;
  const worst = functionWords(strongestMember(incident).function.name, NAME_LENGTH);
  const name = escapeClipped(functionCount > 1 ? `${whoOf(incident)}, worst ${worst}` : worst, NAME_LENGTH);
  const lastedMinutes = endedAt === null ? Number.MAX_SAFE_INTEGER : Math.round((endedAt - startedAt) / MS_PER_MINUTE);
  return [
    `<tr><th scope="row">${anchor === undefined ? name : `<a href="#${anchor}">${name}</a>`}</th>`,
    `<td class="nowrap" data-value="${startedAt}">${dayOf(startedAt)} ${clockOf(startedAt)}</td>`,
    `<td class="nj-wide">${SIGNAL_WORDS[signal]}</td>`,
    `<td data-value="${severityRank(severity)}"><span class="badge ${severity}">${severity}</span></td>`,
    `<td class="number nowrap nj-wide" data-value="${lastedMinutes}">${endedAt === null ? 'open' : readableSpan(lastedMinutes)}</td></tr>`,
  ].join('');
};
