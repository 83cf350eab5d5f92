import type { FunctionKey } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import type { Signal } from '../signal.ts';
import { isFunctionName } from '../subject.ts';
import type { EpochMs } from '../units.ts';
import { epochMs, MS_PER_MINUTE } from '../units.ts';
import {
  functionUrl,
  hasConsole,
  insightsUrl,
  isLogGroup,
  isLogStream,
  logGroupUrl,
  logStreamUrl,
} from './console-urls.ts';
import { strongestMember } from './incident-sentence.ts';
import { insightsQuery } from './insights-query.ts';

/** Where readers of an alert can look. Everything is optional: a link that cannot be made is left out. */
export interface AlertLinks {
  /** Log group of a function; default `/aws/lambda/NAME`. */
  readonly logGroupOf?: (key: FunctionKey) => string | undefined;
  readonly dashboardUrl?: string;
  readonly signalDocsUrl?: (signal: Signal) => string;
}

/** A link with its name. */
export interface NamedLink {
  readonly name: string;
  readonly url: string;
}

const MARGIN_MS = 5 * MS_PER_MINUTE; // shows how it was before
const MOST_WINDOW_MS = 6 * 60 * MS_PER_MINUTE; // a query over days costs money and tells less
const MOST_LOG_GROUPS = 20; // far below the 50 that Logs Insights takes; keeps links short

const windowOf = (incident: Incident, at: EpochMs): { from: EpochMs; until: EpochMs } => {
  const end = (incident.endedAt ?? at) + MARGIN_MS;
  const start = incident.startedAt - MARGIN_MS;
  return { from: epochMs(start), until: epochMs(Math.min(end, start + MOST_WINDOW_MS)) };
};

/** Links for one transition, most useful first: logs of exactly that window, log group, function, dashboard, docs. */
export const linksFor = (incident: Incident, at: EpochMs, links: AlertLinks, logStream?: string): NamedLink[] => {
  const { function: key, evidence } = strongestMember(incident);
  const named: NamedLink[] = [];
  if (hasConsole(key.region)) {
    const groupOf = (of: FunctionKey): string => links.logGroupOf?.(of) ?? `/aws/lambda/${of.name}`;
    const neighbours = incident.members
      .map((member) => member.function)
      .filter((of) => of.region === key.region && of.account === key.account);
    const groups = new Set([key, ...neighbours].map(groupOf).filter(isLogGroup));
    const logGroups = [...groups].slice(0, MOST_LOG_GROUPS);
    const { region } = key;
    if (logGroups.length > 0) {
      const url = insightsUrl({ region, logGroups, query: insightsQuery(evidence), ...windowOf(incident, at) });
      named.push({ name: 'Logs of that time', url });
    }
    const group = groupOf(key);
    if (isLogGroup(group) && logStream !== undefined && isLogStream(logStream)) {
      named.push({ name: 'Log stream', url: logStreamUrl(region, group, logStream) });
    }
    if (isLogGroup(group)) named.push({ name: 'Log group', url: logGroupUrl(region, group) });
    if (isFunctionName(key.name)) named.push({ name: 'Function', url: functionUrl(region, key.name) });
  }
  if (links.dashboardUrl !== undefined) named.push({ name: 'Dashboard', url: links.dashboardUrl });
  if (links.signalDocsUrl !== undefined)
    named.push({ name: 'About this signal', url: links.signalDocsUrl(incident.signal) });
  return named;
};
