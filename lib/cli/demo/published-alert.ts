import type { AlertJson } from '../../core/alert/alert-json.ts';
import type { SummaryJson } from '../../core/alert/summary-json.ts';
import type { FunctionKey } from '../../core/function-key.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { type EpochMs, epochMs, minuteOf } from '../../core/units.ts';
import type { SnsMessage } from './cloud/sns-rules.ts';

/** One message of the topic, as its subscribers get it. */
export interface PublishedAlert {
  readonly subject: string;
  /** What a subscriber by e-mail reads. */
  readonly email: string;
  /** What a program reads. */
  readonly json: AlertJson;
}

/** `undefined` for a summary, which speaks of many incidents at once. */
export const publishedAlert = ({ subject, bodies }: SnsMessage): PublishedAlert | undefined => {
  const json = JSON.parse(bodies.get('default') ?? '') as AlertJson | SummaryJson;
  if (!isAlert(json)) return undefined;
  return { subject: subject ?? '', email: bodies.get('email') ?? bodies.get('default') ?? '', json };
};

const isAlert = (json: AlertJson | SummaryJson): json is AlertJson => json.type.startsWith('incident.');

const instant = (iso: string): EpochMs => epochMs(Date.parse(iso));

/** The incident that an alert speaks of, as far as the alert tells: what the report draws is what was published. */
export const incidentOf = (alert: AlertJson): Incident => {
  const endedAt = alert.endedAt === null ? null : instant(alert.endedAt);
  return {
    id: alert.id,
    status: alert.type === 'incident.resolved' ? 'resolved' : 'open',
    severity: alert.severity,
    signal: alert.signal,
    members: alert.evidence.map((evidence) => ({
      alarmId: `${evidence.function}|${evidence.signal}|${evidence.since}`,
      function: keyOf(evidence),
      signal: evidence.signal,
      evidence: {
        ...evidence,
        observed: evidence.observed ?? Number.NaN,
        score: evidence.score ?? Number.NaN,
        since: minuteOf(instant(evidence.since)),
      },
      open: evidence.open,
      openedAt: minuteOf(instant(evidence.since)),
      closedAt: evidence.open || endedAt === null ? null : minuteOf(endedAt),
      closedBecause: evidence.open || alert.reason === 'merged' ? null : (alert.reason ?? null),
    })),
    functionCount: alert.functionCount,
    ...(alert.sharedCause && { sharedCause: alert.sharedCause }),
    startedAt: instant(alert.startedAt),
    detectedAt: instant(alert.detectedAt),
    endedAt,
    ...(alert.reason && { resolvedBecause: alert.reason }),
    ...(alert.mergedInto !== undefined && { mergedInto: alert.mergedInto }),
    sequence: alert.sequence,
  };
};

const keyOf = (each: {
  readonly function: string;
  readonly account: string;
  readonly region: string;
}): FunctionKey => ({
  account: each.account,
  region: each.region,
  name: each.function,
});

/** The last word on each incident, in order of their beginnings. */
export const incidentsOf = (alerts: readonly PublishedAlert[]): Incident[] => {
  const newest = new Map<string, AlertJson>();
  for (const { json } of alerts) {
    const known = newest.get(json.id);
    if (known === undefined || known.sequence < json.sequence) newest.set(json.id, json);
  }
  return [...newest.values()].map(incidentOf).sort((a, b) => a.startedAt - b.startedAt);
};
