import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Incident, IncidentMember } from '../incident/incident.ts';
import type { EpochMs } from '../units.ts';
import { escapeClipped, escapeHtml } from './escape-html.ts';
import { timeElement } from './format-instant.ts';
import { formatSpan } from './format-number.ts';
import { drawIncidentChart } from './incident-chart.ts';
import { evidenceSentences, incidentHeadline } from './incident-words.ts';
import { REPORT_LIMITS } from './report-limits.ts';
import type { ReportFunction } from './report-model.ts';

const NAME_LENGTH = 80;
const SENTENCE_LENGTH = 400;
/** Functions of one incident that get a chart of their own. */
const CHARTS = 2;

export interface IncidentPlace {
  /** Fragment of the page, without `#`. */
  readonly anchor: string;
  readonly functions: ReadonlyMap<FunctionId, ReportFunction>;
  /** End of the input: where the charts of open incidents end. */
  readonly end: EpochMs;
}

/** One incident: what, where, since when, how unusual, and its picture. */
export const reportIncident = (incident: Incident, place: IncidentPlace): string => {
  const [strongest] = incident.members;
  const charted = distinctFunctions(incident.members).slice(0, CHARTS);
  const charts = charted.map((member) => chartFigure(incident, member, place)).join('');
  return [
    `<article class="card" id="${place.anchor}" aria-labelledby="${place.anchor}-title">`,
    `<div class="headline"><span class="badge ${incident.severity}">${incident.severity}</span>`,
    `<h3 id="${place.anchor}-title">${escapeClipped(strongest?.function.name ?? 'unknown', NAME_LENGTH)}`,
    `${othersOf(incident)}: ${escapeClipped(incidentHeadline(incident), SENTENCE_LENGTH)}</h3></div>`,
    `<p class="small muted">${timing(incident)}</p>`,
    `<ul class="evidence">${sentencesOf(incident).map(listItem).join('')}</ul>`,
    charts,
    '</article>',
  ].join('');
};

const listItem = (sentence: string): string => `<li>${escapeClipped(sentence, SENTENCE_LENGTH)}</li>`;

const distinctFunctions = (members: readonly IncidentMember[]): IncidentMember[] => {
  const seen = new Map<FunctionId, IncidentMember>();
  for (const member of members) {
    const id = functionIdOf(member.function);
    if (!seen.has(id)) seen.set(id, member);
  }
  return [...seen.values()];
};

const othersOf = ({ members }: Incident): string => {
  const others = distinctFunctions(members).length - 1;
  return others > 0 ? ` and ${others} more` : '';
};

const timing = (incident: Incident): string => {
  const { startedAt, detectedAt, endedAt } = incident;
  const minutes = (from: EpochMs, until: EpochMs): number => Math.max(0, Math.round((until - from) / 60_000));
  const parts = [`since ${timeElement(startedAt)}`, `alerted after ${formatSpan(minutes(startedAt, detectedAt))}`];
  if (endedAt === null) parts.push('still open at the end');
  else parts.push(`over at ${timeElement(endedAt)}, after ${formatSpan(minutes(startedAt, endedAt))}`);
  const reason = incident.resolvedBecause;
  if (reason !== undefined && reason !== 'quiet')
    parts.push(reason === 'accepted' ? 'taken as the new normal' : reason);
  return parts.join(' · ');
};

/** Sentences of the strongest evidence first; those of further functions begin with their name. */
const sentencesOf = ({ members }: Incident): string[] => {
  const [first, ...rest] = members;
  if (first === undefined) return [];
  const shown = rest.slice(0, REPORT_LIMITS.members - 1);
  const others = shown.map(
    ({ function: { name }, signal, evidence }) => `${name}, ${signal}: ${evidenceSentences(evidence)[0] ?? ''}`,
  );
  const left = rest.length - shown.length;
  return [...evidenceSentences(first.evidence), ...others, ...(left > 0 ? [`and ${left} more not shown`] : [])];
};

const chartFigure = (incident: Incident, member: IncidentMember, place: IncidentPlace): string => {
  const history = place.functions.get(functionIdOf(member.function))?.history ?? [];
  const chart = drawIncidentChart(incident, member, history, place.end);
  const name = escapeHtml(member.function.name);
  if (chart === undefined) return `<p class="small muted">No history was kept of ${name}, so there is no chart.</p>`;
  return (
    `<figure>${chart.svg}<figcaption class="legend">` +
    `<span style="--swatch:var(--nj-observed)">${escapeHtml(chart.unit)}, ${name}</span>` +
    '<span style="--swatch:var(--nj-band)">expected</span><span style="--swatch:var(--nj-shade)">incident</span>' +
    '</figcaption></figure>'
  );
};
