import type { Direction, Evidence, Fact } from '../detect/verdict.ts';
import type { FunctionKey } from '../function-key.ts';
import { functionIdOf } from '../function-key.ts';
import type { IncidentChange, ResolvedBecause, SharedCause, Transition } from '../incident/incident.ts';
import type { Severity, Signal } from '../signal.ts';
import { isoOf, startOf } from '../units.ts';
import type { AlertText } from './alert-text.ts';
import { incidentSentence, strongestMember } from './incident-sentence.ts';
import { logTextForPrograms } from './log-text.ts';
import { jsonNumber } from './quantity.ts';

/** Most functions and pieces of evidence that one alert lists; `functionCount` counts all. */
export const MOST_LISTED = 100;

/** One piece of evidence. Names in facts are exact, without control characters and secrets; they are not defanged. */
export interface AlertEvidence {
  readonly function: string;
  readonly account: string;
  readonly region: string;
  readonly signal: Signal;
  readonly direction: Direction;
  readonly observed: number | null;
  readonly expected: { readonly lower: number | null; readonly upper: number | null };
  readonly unit: string;
  readonly score: number | null;
  readonly severity: Severity;
  readonly since: string;
  readonly sampleSize: number;
  readonly comparedWith: string;
  readonly afterDeploy: boolean;
  readonly open: boolean;
  readonly facts: readonly Fact[];
}

/** The incident line of the CLI and the JSON body of alerts. Described by docs/alert-schema.json. */
export interface AlertJson {
  readonly v: 1;
  readonly type: Transition['type'];
  readonly id: string;
  readonly function: string;
  readonly account: string;
  readonly region: string;
  readonly signal: Signal;
  readonly severity: Severity;
  readonly startedAt: string;
  readonly detectedAt: string;
  readonly endedAt: string | null;
  readonly observed: number | null;
  readonly expected: { readonly lower: number | null; readonly upper: number | null };
  readonly unit: string;
  readonly score: number | null;
  readonly summary: string;
  readonly direction: Direction;
  readonly sequence: number;
  /** When this transition was decided. */
  readonly at: string;
  readonly afterDeploy: boolean;
  readonly functionCount: number;
  /** Names, when several functions are concerned; their accounts and Regions are in `evidence`. */
  readonly functions?: readonly string[];
  readonly sharedCause?: SharedCause;
  readonly reason?: ResolvedBecause;
  readonly mergedInto?: string;
  readonly changes: readonly IncidentChange[];
  readonly evidence: readonly AlertEvidence[];
  /** The same in words, for programs that show it to people; in alerts only. */
  readonly text?: AlertText;
}

const factJson = (fact: Fact): Fact => {
  switch (fact.kind) {
    case 'error-kind':
      return { ...fact, name: logTextForPrograms(fact.name), usualPerDay: jsonNumber(fact.usualPerDay) ?? 0 };
    case 'destination':
      return {
        ...fact,
        name: logTextForPrograms(fact.name),
        reasons: fact.reasons.map((reason) => logTextForPrograms(reason)),
      };
    case 'deploy':
      return { ...fact, from: logTextForPrograms(fact.from), to: logTextForPrograms(fact.to) };
    case 'change':
      return { ...fact, action: logTextForPrograms(fact.action), by: logTextForPrograms(fact.by) };
    case 'credential-use':
      return { ...fact, address: logTextForPrograms(fact.address), agent: logTextForPrograms(fact.agent) };
    case 'api-call':
      return { ...fact, name: logTextForPrograms(fact.name), reason: logTextForPrograms(fact.reason) };
    case 'api-error':
      return { ...fact, action: logTextForPrograms(fact.action), code: logTextForPrograms(fact.code) };
    case 'bytes':
      return { ...fact, name: logTextForPrograms(fact.name) };
    case 'lookups':
      return { ...fact, domain: logTextForPrograms(fact.domain) };
    case 'versions':
      return { ...fact, names: fact.names.map((name) => logTextForPrograms(name)) };
    case 'percentile':
      return { ...fact, beforeMs: jsonNumber(fact.beforeMs) ?? 0, nowMs: jsonNumber(fact.nowMs) ?? 0 };
    case 'silent-for':
      return { ...fact, usualGapMinutes: jsonNumber(fact.usualGapMinutes) ?? 0 };
    case 'note':
      return { ...fact, text: logTextForPrograms(fact.text) };
    case 'memory':
      return fact;
  }
};

const nameOf = (key: FunctionKey): string => logTextForPrograms(key.name);

const expectedJson = ({ expected }: Evidence) => ({
  lower: jsonNumber(expected.lower),
  upper: jsonNumber(expected.upper),
});

const functionJson = (key: FunctionKey) => ({
  function: nameOf(key),
  account: logTextForPrograms(key.account),
  region: logTextForPrograms(key.region),
});

/** One transition for programs: plain JSON, always the same keys in the same order, numbers of four digits. */
export const alertJson = ({ type, incident, at, changes }: Transition): AlertJson => {
  const { function: key, evidence } = strongestMember(incident);
  const { sharedCause, resolvedBecause, mergedInto } = incident;
  const functions = [
    ...new Map(incident.members.map((member) => [functionIdOf(member.function), member.function])).values(),
  ];
  return {
    v: 1,
    type,
    id: incident.id,
    ...functionJson(key),
    signal: incident.signal,
    severity: incident.severity,
    startedAt: isoOf(incident.startedAt),
    detectedAt: isoOf(incident.detectedAt),
    endedAt: incident.endedAt === null ? null : isoOf(incident.endedAt),
    observed: jsonNumber(evidence.observed),
    expected: expectedJson(evidence),
    unit: logTextForPrograms(evidence.unit),
    score: jsonNumber(evidence.score),
    summary: incidentSentence(incident),
    direction: evidence.direction,
    sequence: incident.sequence,
    at: isoOf(at),
    afterDeploy: incident.members.some((member) => member.evidence.afterDeploy),
    functionCount: incident.functionCount,
    ...(incident.functionCount > 1 ? { functions: functions.slice(0, MOST_LISTED).map(nameOf) } : {}),
    ...(sharedCause === undefined
      ? {}
      : { sharedCause: { kind: sharedCause.kind, name: logTextForPrograms(sharedCause.name) } }),
    ...(resolvedBecause === undefined ? {} : { reason: resolvedBecause }),
    ...(mergedInto === undefined ? {} : { mergedInto }),
    changes,
    evidence: incident.members.slice(0, MOST_LISTED).map((member) => ({
      ...functionJson(member.function),
      signal: member.signal,
      direction: member.evidence.direction,
      observed: jsonNumber(member.evidence.observed),
      expected: expectedJson(member.evidence),
      unit: logTextForPrograms(member.evidence.unit),
      score: jsonNumber(member.evidence.score),
      severity: member.evidence.severity,
      since: isoOf(startOf(member.evidence.since)),
      sampleSize: member.evidence.sampleSize,
      comparedWith: logTextForPrograms(member.evidence.comparedWith),
      afterDeploy: member.evidence.afterDeploy,
      open: member.open,
      facts: member.evidence.facts.map(factJson),
    })),
  };
};
