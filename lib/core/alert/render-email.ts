import type { Evidence, Fact } from '../detect/verdict.ts';
import { functionIdOf } from '../function-key.ts';
import type { Incident, IncidentMember, Transition } from '../incident/incident.ts';
import { MS_PER_MINUTE } from '../units.ts';
import type { AlertLinks } from './alert-links.ts';
import { linksFor } from './alert-links.ts';
import { evidenceSentence } from './evidence-sentence.ts';
import { factSentence } from './fact-sentence.ts';
import { functionWords, incidentSentence, strongestMember } from './incident-sentence.ts';
import { logTextForPeople } from './log-text.ts';
import { nextSteps } from './next-steps.ts';
import { readableNumber, readableSpan } from './quantity.ts';
import { renderSubject } from './render-subject.ts';
import { SIGNAL_WORDS } from './signal-words.ts';
import { changeWords, instantWords, lastedWords, resolvedWords } from './transition-words.ts';

export interface Email {
  readonly subject: string;
  readonly text: string;
}

const MOST_FUNCTIONS = 10;
const MOST_SIGNALS = 5;
const MOST_FLEET_SIGNALS = 3;
const MOST_FACTS = 5;
const MOST_LOG_LINES = 5;
const MOST_LOG_LINE_CHARS = 240;

/** Percentiles keep their small letter; names never begin a sentence. */
const capital = (text: string): string => (/^p[0-9]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1));
const bullets = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`);
const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

/** The strongest member of each function and signal: what continued an earlier alarm is told once. */
const distinct = (members: readonly IncidentMember[]): IncidentMember[] =>
  [
    ...new Map(
      [...members].reverse().map((member) => [`${functionIdOf(member.function)}|${member.signal}`, member]),
    ).values(),
  ].reverse();

const headline = (transition: Transition): string[] => {
  const { type, incident, changes } = transition;
  const sentence = capital(incidentSentence(incident));
  if (type === 'incident.opened') return [`${sentence}.`];
  if (type === 'incident.updated') return [`${capital(changes.map(changeWords).join('; '))}.`, `${sentence}.`];
  switch (incident.resolvedBecause ?? 'quiet') {
    case 'withdrawn':
      return [`${capital(resolvedWords(incident))}.`, `The alert said: ${incidentSentence(incident)}.`];
    case 'merged':
      return [`${capital(resolvedWords(incident))}: ${incident.mergedInto ?? 'see there'}.`, `${sentence}.`];
    case 'accepted':
      return [
        `${capital(resolvedWords(incident))}: it has lasted ${lastedWords(transition)}.`,
        'If it is not meant to stay, act on it now: there will be no further alert.',
        `It was: ${incidentSentence(incident)}.`,
      ];
    case 'quiet':
      return [
        `${capital(resolvedWords(incident))} after ${lastedWords(transition)}.`,
        `At its worst: ${incidentSentence(incident)}.`,
      ];
  }
};

const versionsOf = (facts: readonly Fact[]): string => {
  for (const fact of facts) {
    if (fact.kind === 'deploy') return `, version ${logTextForPeople(fact.to, 40)}`;
    if (fact.kind === 'versions')
      return `, version${fact.names.length === 1 ? '' : 's'} ${fact.names.map((name) => logTextForPeople(name, 40)).join(', ')}`;
  }
  return '';
};

const whom = (incident: Incident): string[] => {
  const members = distinct(incident.members);
  const { function: key, evidence } = strongestMember(incident);
  if (incident.functionCount <= 1) {
    const place = `account ${logTextForPeople(key.account, 20)}, ${logTextForPeople(key.region, 30)}`;
    return [`Function: ${functionWords(key.name)}`, `(${place}${versionsOf(evidence.facts)})`];
  }
  const byFunction = new Map(members.map((member) => [functionIdOf(member.function), member.function]));
  const listed = [...byFunction.values()].slice(0, MOST_FUNCTIONS);
  const isOnePlace = new Set([...byFunction.values()].map((of) => `${of.account}/${of.region}`)).size === 1;
  const lines = listed.map((of) =>
    isOnePlace
      ? functionWords(of.name)
      : `${functionWords(of.name)} (${logTextForPeople(of.account, 20)}, ${logTextForPeople(of.region, 30)})`,
  );
  const more = incident.functionCount - listed.length;
  const place = isOnePlace
    ? ` (account ${logTextForPeople(key.account, 20)}, ${logTextForPeople(key.region, 30)})`
    : '';
  return [
    `Functions: ${readableNumber(incident.functionCount)}${place}`,
    ...bullets(lines),
    ...(more > 0 ? [`- and ${readableNumber(more)} more`] : []),
  ];
};

const when = ({ type, incident, at }: Transition): string[] => {
  const since = `Since: ${instantWords(incident.startedAt)}`;
  if (type === 'incident.resolved') {
    return [since, `Until: ${instantWords(incident.endedAt ?? at)}`];
  }
  return [`${since} (${readableSpan((at - incident.startedAt) / MS_PER_MINUTE)} before this notice)`];
};

const basisOf = ({ score, comparedWith }: Evidence): string => {
  const compared = logTextForPeople(comparedWith, 80);
  const surprise = `${readableNumber(score)} times the alert threshold`;
  return compared === '' ? surprise : `${surprise}; compared with ${compared}`;
};

/** One signal of one function is told by the headline already: then only how unusual it is. */
const howUnusual = (incident: Incident): string[] => {
  const members = distinct(incident.members);
  const { evidence } = strongestMember(incident);
  if (members.length === 1 && incident.functionCount <= 1) return [capital(basisOf(evidence))];
  const isFleet = incident.functionCount > 1;
  return bullets(
    members.slice(0, isFleet ? MOST_FLEET_SIGNALS : MOST_SIGNALS).map(({ function: key, evidence: seen, signal }) => {
      const who = isFleet ? `${functionWords(key.name)}, ${SIGNAL_WORDS[signal]}` : capital(SIGNAL_WORDS[signal]);
      return `${who}: ${evidenceSentence(seen)} (${basisOf(seen)})`;
    }),
  );
};

/** Kinds of facts that evidence sentences tell in full. */
const TOLD_KINDS: ReadonlySet<Fact['kind']> = new Set(['percentile', 'memory', 'silent-for']);

const reasons = (incident: Incident): string[] =>
  [
    ...new Set(
      distinct(incident.members)
        .slice(0, MOST_SIGNALS)
        .flatMap((member) => member.evidence.facts)
        .filter((fact) => !TOLD_KINDS.has(fact.kind))
        .map(factSentence),
    ),
  ].slice(0, MOST_FACTS);

/**
 * A mail in plain text that reads on a phone: what happened, whom, since when, how unusual, why it may be, what to do,
 * where to look. `logLines` are log lines as they were found; they are masked here.
 */
export const renderEmail = (transition: Transition, links: AlertLinks, logLines: readonly string[] = []): Email => {
  const { type, incident, at } = transition;
  const isOver = type === 'incident.resolved';
  const lines = logLines.slice(0, MOST_LOG_LINES).map((line) => logTextForPeople(line, MOST_LOG_LINE_CHARS));
  const text = [
    ...headline(transition),
    '',
    ...whom(incident),
    '',
    `Severity: ${incident.severity}`,
    ...when(transition),
    ...section(isOver ? 'How unusual it was' : 'How unusual it is', howUnusual(incident)),
    ...section('Why it may be', bullets(reasons(incident))),
    ...section('From the logs', bullets(lines)),
    ...(isOver ? [] : section('What to do', bullets(nextSteps(strongestMember(incident).evidence)))),
    ...linksFor(incident, at, links).flatMap(({ name, url }) => ['', name, url]),
    '',
    `Incident ${incident.id}, notice ${incident.sequence}`,
  ];
  return { subject: renderSubject(transition), text: `${text.join('\n')}\n` };
};
