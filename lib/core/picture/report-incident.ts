import { evidenceSentence, untoldFacts } from '../alert/evidence-sentence.ts';
import { factSentence } from '../alert/fact-sentence.ts';
import { functionWords, incidentSentence, sharedCauseWords, whoOf } from '../alert/incident-sentence.ts';
import { readableSpan } from '../alert/quantity.ts';
import { SIGNAL_WORDS } from '../alert/signal-words.ts';
import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Incident, IncidentMember } from '../incident/incident.ts';
import type { EpochMs } from '../units.ts';
import { escapeClipped, escapeHtml } from './escape-html.ts';
import { timeElement } from './format-instant.ts';
import { drawIncidentChart } from './incident-chart.ts';
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
  const charted = distinctFunctions(incident.members).slice(0, CHARTS);
  const charts = charted.map((member) => chartFigure(incident, member, place)).join('');
  return [
    `<article class="card" id="${place.anchor}" aria-labelledby="${place.anchor}-title">`,
    `<div class="headline"><span class="badge ${incident.severity}">${incident.severity}</span>`,
    `<h3 id="${place.anchor}-title">${escapeClipped(whoOf(incident), NAME_LENGTH)}: `,
    `${escapeClipped(incidentSentence(incident), SENTENCE_LENGTH)}</h3></div>`,
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

const timing = (incident: Incident): string => {
  const { startedAt, detectedAt, endedAt } = incident;
  const minutes = (from: EpochMs, until: EpochMs): number => Math.max(0, Math.round((until - from) / 60_000));
  const parts = [`since ${timeElement(startedAt)}`, `alerted after ${readableSpan(minutes(startedAt, detectedAt))}`];
  if (endedAt === null) parts.push('still open at the end');
  else parts.push(`over at ${timeElement(endedAt)}, after ${readableSpan(minutes(startedAt, endedAt))}`);
  const reason = incident.resolvedBecause;
  if (reason !== undefined && reason !== 'quiet')
    parts.push(reason === 'accepted' ? 'taken as the new normal' : reason);
  return parts.join(' · ');
};

/** What the strongest evidence rests on; then what else was unusual, and where. */
const sentencesOf = ({ members, sharedCause, functionCount }: Incident): string[] => {
  const [first, ...rest] = members;
  if (first === undefined) return [];
  const shown = rest.slice(0, REPORT_LIMITS.members - 1);
  const left = rest.length - shown.length;
  return [
    ...(sharedCause === undefined ? [] : [`in common: ${sharedCauseWords(sharedCause)}`]),
    ...untoldFacts(first.evidence).map(factSentence),
    ...shown.map((member) => memberSentence(member, functionCount > 1)),
    ...(left > 0 ? [`and ${left} more that are not listed`] : []),
    `compared with ${first.evidence.comparedWith}`,
  ];
};

const memberSentence = ({ function: { name }, signal, evidence }: IncidentMember, withName: boolean): string =>
  `${withName ? `${functionWords(name)}, ` : ''}${SIGNAL_WORDS[signal]}: ${evidenceSentence(evidence)}`;

const chartFigure = (incident: Incident, member: IncidentMember, place: IncidentPlace): string => {
  const history = place.functions.get(functionIdOf(member.function))?.history ?? [];
  const chart = drawIncidentChart(incident, member, history, place.end);
  const name = escapeHtml(functionWords(member.function.name));
  const signal = SIGNAL_WORDS[member.signal];
  const caption = chart?.isContext === true ? `What ${name} did meanwhile; there is no chart of its ${signal}.` : name;
  if (chart === undefined) return `<p class="small muted">No history was kept of ${name}, so there is no chart.</p>`;
  return `<figure>${chart.svg}<figcaption>${caption}</figcaption></figure>`;
};
