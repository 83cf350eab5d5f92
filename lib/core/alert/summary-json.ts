import type { AlertSummary } from '../incident/notice.ts';
import type { Severity, Signal } from '../signal.ts';
import { isoOf } from '../units.ts';
import type { AlertText } from './alert-text.ts';
import { incidentSentence, strongestMember } from './incident-sentence.ts';
import { logTextForPrograms } from './log-text.ts';
import { incidentCount } from './summary-text.ts';

/** One incident of a summary: the newest that happened to it. */
export interface SummaryIncidentJson {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly function: string;
  readonly account: string;
  readonly region: string;
  readonly functionCount: number;
  readonly signal: Signal;
  readonly severity: Severity;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly summary: string;
}

/** The JSON body of a summary. Described by docs/summary-schema.json. */
export interface SummaryJson {
  readonly v: 1;
  readonly type: AlertSummary['type'];
  readonly id: string;
  readonly sequence: 1;
  readonly at: string;
  readonly severity: Severity;
  readonly incidentCount: number;
  readonly incidents: readonly SummaryIncidentJson[];
  readonly text: AlertText;
}

export const summaryJson = (summary: AlertSummary, text: AlertText): SummaryJson => ({
  v: 1,
  type: summary.type,
  id: summary.id,
  sequence: 1,
  at: isoOf(summary.at),
  severity: summary.severity,
  incidentCount: incidentCount(summary),
  incidents: summary.entries.map(({ type, incident }) => {
    const { function: key } = strongestMember(incident);
    return {
      id: incident.id,
      sequence: incident.sequence,
      type,
      function: logTextForPrograms(key.name),
      account: logTextForPrograms(key.account),
      region: logTextForPrograms(key.region),
      functionCount: incident.functionCount,
      signal: incident.signal,
      severity: incident.severity,
      startedAt: isoOf(incident.startedAt),
      endedAt: incident.endedAt === null ? null : isoOf(incident.endedAt),
      summary: incidentSentence(incident),
    };
  }),
  text,
});
