import type { Evidence, Fact } from '../detect/verdict.ts';
import { functionIdOf } from '../function-key.ts';
import type { Incident, IncidentMember, Transition } from '../incident/incident.ts';
import { MS_PER_MINUTE } from '../units.ts';
import { aboutSignal, muteCommand } from './about-signal.ts';
import type { AlertDetails } from './alert-details.ts';
import type { AlertLinks, NamedLink } from './alert-links.ts';
import { linksFor } from './alert-links.ts';
import { evidenceSentence, untoldFacts } from './evidence-sentence.ts';
import { factSentence } from './fact-sentence.ts';
import { functionWords, incidentSentence, strongestMember } from './incident-sentence.ts';
import { logTextForPeople } from './log-text.ts';
import { nextSteps } from './next-steps.ts';
import { readableNumber, readableSpan } from './quantity.ts';
import { recentLines } from './recent-lines.ts';
import { announcement } from './render-subject.ts';
import { SIGNAL_WORDS } from './signal-words.ts';
import { changeWords, instantWords, lastedWords, resolvedWords } from './transition-words.ts';

/**
 * One transition in words, part by part: every channel for people lays out the same parts. Each text is one line,
 * masked and defanged, but not yet escaped for any mark-up.
 */
export interface AlertText {
  /** The announcement in one line. */
  readonly title: string;
  /** What happened, or what changed since; whole sentences. */
  readonly lead: readonly string[];
  /** Whom it concerns: a name and its place, or how many and which. */
  readonly whom: readonly string[];
  /** Since when, and until when. */
  readonly when: readonly string[];
  readonly owner?: string;
  /** How unusual it is, per signal. */
  readonly unusual: readonly string[];
  /** Why it may be. */
  readonly reasons: readonly string[];
  /** The last hours as bars; nothing where history knows none. */
  readonly recent: readonly string[];
  /** What it costs beyond what is usual; nothing where that cannot be said. */
  readonly cost: readonly string[];
  readonly logLines: readonly string[];
  /** What to do; empty when it is over. */
  readonly nextSteps: readonly string[];
  /** What the signal means; empty when it is over. */
  readonly about: readonly string[];
  /** A command that silences it for a while, where one function is concerned. */
  readonly muteCommand?: string;
  /** Most useful first. */
  readonly links: readonly NamedLink[];
}

const MOST_FUNCTIONS = 10;
const MOST_SIGNALS = 5;
const MOST_FLEET_SIGNALS = 3;
const MOST_FACTS = 5;
const MOST_LOG_LINES = 5;
const MOST_LOG_LINE_CHARS = 240;

/** Names never begin a sentence. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The strongest member of each function and signal: what continued an earlier alarm is told once. */
const distinct = (members: readonly IncidentMember[]): IncidentMember[] =>
  [
    ...new Map(
      [...members].reverse().map((member) => [`${functionIdOf(member.function)}|${member.signal}`, member]),
    ).values(),
  ].reverse();

const leadOf = (transition: Transition): string[] => {
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

const whomOf = (incident: Incident): string[] => {
  const members = distinct(incident.members);
  const { function: key, evidence } = strongestMember(incident);
  const placeOf = (of: typeof key): string =>
    `${logTextForPeople(of.region, 30)}, account ${logTextForPeople(of.account, 20)}`;
  if (incident.functionCount <= 1) return [`${functionWords(key.name)} (${placeOf(key)}${versionsOf(evidence.facts)})`];
  const byFunction = new Map(members.map((member) => [functionIdOf(member.function), member.function]));
  const listed = [...byFunction.values()].slice(0, MOST_FUNCTIONS);
  const isOnePlace = new Set([...byFunction.values()].map((of) => `${of.account}/${of.region}`)).size === 1;
  const more = incident.functionCount - listed.length;
  return [
    `${readableNumber(incident.functionCount)} functions${isOnePlace ? ` (${placeOf(key)})` : ''}:`,
    ...listed.map((of) => `- ${functionWords(of.name)}${isOnePlace ? '' : ` (${placeOf(of)})`}`),
    ...(more > 0 ? [`- and ${readableNumber(more)} more`] : []),
  ];
};

const whenOf = ({ type, incident, at }: Transition): string[] => {
  const since = `Since ${instantWords(incident.startedAt)}`;
  if (type === 'incident.resolved')
    return [`${since}, until ${instantWords(incident.endedAt ?? at)}, severity ${incident.severity}`];
  return [`${since} (${readableSpan((at - incident.startedAt) / MS_PER_MINUTE)} ago), severity ${incident.severity}`];
};

const JUST_ABOVE = 1.05;

const basisOf = ({ score, comparedWith }: Evidence): string => {
  const compared = logTextForPeople(comparedWith, 80);
  const surprise =
    score < JUST_ABOVE ? 'just above the alert threshold' : `${readableNumber(score)} times the alert threshold`;
  return compared === '' ? surprise : `${surprise}; compared with ${compared}`;
};

/** One signal of one function is told by the lead already: then only how unusual it is. */
const unusualOf = (incident: Incident): string[] => {
  const members = distinct(incident.members);
  const { evidence } = strongestMember(incident);
  if (members.length === 1 && incident.functionCount <= 1) return [capital(basisOf(evidence))];
  const isFleet = incident.functionCount > 1;
  return members
    .slice(0, isFleet ? MOST_FLEET_SIGNALS : MOST_SIGNALS)
    .map(({ function: key, evidence: seen, signal }) => {
      const who = isFleet ? `${functionWords(key.name)}, ${SIGNAL_WORDS[signal]}` : capital(SIGNAL_WORDS[signal]);
      return `${who}: ${evidenceSentence(seen)} (${basisOf(seen)})`;
    });
};

const reasonsOf = (incident: Incident): string[] =>
  [
    ...new Set(
      distinct(incident.members)
        .slice(0, MOST_SIGNALS)
        .flatMap(({ evidence }) => untoldFacts(evidence))
        .map(factSentence),
    ),
  ].slice(0, MOST_FACTS);

const MINUTES_PER_HOUR = 60;
/** Less is not worth a line. */
const LEAST_DOLLARS = 0.01;

const dollars = (amount: number): string =>
  amount < LEAST_DOLLARS ? 'under $0.01' : `about $${amount < 10 ? amount.toFixed(2) : readableNumber(amount)}`;

/** By the hour while it goes on; for the whole of it once it is over. */
const costWords = ({ type, incident, at }: Transition, perHour: number): string => {
  if (type !== 'incident.resolved') return `${capital(dollars(perHour))} an hour above normal, at its worst.`;
  const hours = ((incident.endedAt ?? at) - incident.startedAt) / MS_PER_MINUTE / MINUTES_PER_HOUR;
  return `${capital(dollars(perHour * hours))} above normal in all, at most.`;
};

export const alertText = (transition: Transition, links: AlertLinks, details: AlertDetails = {}): AlertText => {
  const { type, incident, at } = transition;
  const { logLines = [], owner, runbookUrl, history = [], dollarsPerHour } = details;
  const { evidence } = strongestMember(incident);
  const isOver = type === 'incident.resolved';
  const { name } = strongestMember(incident).function;
  const mute = isOver || incident.functionCount > 1 ? undefined : muteCommand(incident.signal, name);
  const runbook: NamedLink[] = runbookUrl === undefined ? [] : [{ name: 'Runbook', url: runbookUrl }];
  return {
    title: announcement(transition),
    lead: leadOf(transition),
    whom: whomOf(incident),
    when: whenOf(transition),
    ...(owner === undefined ? {} : { owner: logTextForPeople(owner, 80) }),
    unusual: unusualOf(incident),
    recent: recentLines(evidence, history),
    reasons: reasonsOf(incident),
    cost: dollarsPerHour === undefined ? [] : [costWords(transition, dollarsPerHour)],
    logLines: logLines.slice(0, MOST_LOG_LINES).map((line) => logTextForPeople(line, MOST_LOG_LINE_CHARS)),
    nextSteps: isOver ? [] : nextSteps(evidence),
    about: isOver ? [] : [aboutSignal(incident.signal)],
    ...(mute === undefined ? {} : { muteCommand: mute }),
    links: [...runbook, ...linksFor(incident, at, links, details.logStream)],
  };
};
