import type { Incident } from '../incident/incident.ts';
import type { AlertSummary, SummaryCause, SummaryEntry } from '../incident/notice.ts';
import type { AlertLinks } from './alert-links.ts';
import type { AlertText } from './alert-text.ts';
import { incidentSentence, whoOf } from './incident-sentence.ts';
import { cutTo } from './plain-text.ts';
import { readableNumber } from './quantity.ts';
import { instantWords } from './transition-words.ts';

const CAUSE_WORDS = {
  storm: 'at once',
  digest: 'of low severity',
  'quiet-hours': 'in quiet hours',
} as const satisfies Record<SummaryCause, string>;

const LEADS = {
  storm: 'So many alerts came within minutes that they are told together. Look for what they have in common.',
  digest: 'Too slight to be told at once.',
  'quiet-hours': 'They began or ended while it was quiet, and need nobody now.',
} as const satisfies Record<SummaryCause, string>;

const MOST_NAMED = 3;
const MOST_SENTENCE_CHARS = 160;

export const causeOf = ({ type }: AlertSummary): SummaryCause => {
  switch (type) {
    case 'summary.storm':
      return 'storm';
    case 'summary.digest':
      return 'digest';
    case 'summary.quiet-hours':
      return 'quiet-hours';
  }
};

/** How many incidents a summary is about. */
export const incidentCount = ({ entries, more }: AlertSummary): number => entries.length + more;

const namesOf = (entries: readonly SummaryEntry[], more: number): string => {
  const names = [...new Set(entries.map(({ incident }) => whoOf(incident)))];
  const others = names.length - MOST_NAMED + more;
  const named = names.slice(0, MOST_NAMED).join(', ');
  return others > 0 ? `${named} and ${readableNumber(others)} more` : named;
};

/** `12 incidents at once: checkout, cart, payment and 9 more`. */
export const summaryTitle = (summary: AlertSummary): string => {
  const count = incidentCount(summary);
  const what = `${readableNumber(count)} incident${count === 1 ? '' : 's'}`;
  const names = namesOf(summary.entries, summary.more);
  return `[${summary.severity.toUpperCase()}] ${what} ${CAUSE_WORDS[causeOf(summary)]}: ${names}`;
};

const stateOf = ({ type, incident }: SummaryEntry): string =>
  type === 'incident.resolved' ? 'over' : type === 'incident.opened' || incident.status === 'open' ? 'open' : 'over';

const placesDiffer = (entries: readonly SummaryEntry[]): boolean =>
  new Set(
    entries.flatMap(({ incident }) =>
      incident.members.map(({ function: { account, region } }) => `${account}/${region}`),
    ),
  ).size > 1;

const placeOf = ({ members }: Incident): string => {
  const [first] = members;
  return first === undefined ? '' : ` (${first.function.region})`;
};

/** One incident in a line: `- high, open: checkout: 14 errors/min, usually at most 2`. */
const entryLine = (entry: SummaryEntry, withPlace: boolean): string => {
  const { incident } = entry;
  const place = withPlace ? placeOf(incident) : '';
  const sentence = cutTo(incidentSentence(incident), MOST_SENTENCE_CHARS);
  return `- ${incident.severity}, ${stateOf(entry)}: ${whoOf(incident)}${place}: ${sentence}`;
};

/** A summary in words; every incident is named. */
export const summaryText = (summary: AlertSummary, links: AlertLinks): AlertText => {
  const { entries, more, at } = summary;
  const withPlace = placesDiffer(entries);
  return {
    title: summaryTitle(summary),
    lead: [LEADS[causeOf(summary)]],
    whom: [
      ...entries.map((entry) => entryLine(entry, withPlace)),
      ...(more > 0 ? [`- and ${readableNumber(more)} more`] : []),
    ],
    when: [`As of ${instantWords(at)}`],
    unusual: [],
    recent: [],
    reasons: [],
    cost: [],
    logLines: [],
    nextSteps: [],
    about: [],
    links: links.dashboardUrl === undefined ? [] : [{ name: 'Dashboard', url: links.dashboardUrl }],
  };
};
