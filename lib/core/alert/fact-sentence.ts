import type { Fact } from '../detect/verdict.ts';
import { changedBy } from './change-words.ts';
import { percentileWords, usualPace } from './evidence-sentence.ts';
import { logTextForPeople } from './log-text.ts';
import { readableBytes, readableNumber, readableSpan } from './quantity.ts';

const usualOf = (perDay: number): string =>
  perDay < 0.01 ? 'never seen before' : `usually ${readableNumber(perDay)} a day`;

/** Lambda's actions carry the version of its API, as in `UpdateFunctionCode20150331v2`. */
const API_VERSION = /20[0-9]{6}(?:v[0-9])?$/;

const timesOf = (count: number): string => (count === 1 ? 'once' : `${readableNumber(count)} times`);

/** A fact as a line of its own, for people. */
export const factSentence = (fact: Fact): string => {
  switch (fact.kind) {
    case 'error-kind':
      return `${logTextForPeople(fact.name)}: ${timesOf(fact.count)}, ${usualOf(fact.usualPerDay)}`;
    case 'destination': {
      const reasons = fact.reasons.map((reason) => logTextForPeople(reason, 60)).join(', ');
      const calls = `${readableNumber(fact.calls)} call${fact.calls === 1 ? '' : 's'}`;
      return `${logTextForPeople(fact.name)}: ${calls}${fact.risk > 0 ? `, risk ${readableNumber(fact.risk)}` : ''}${reasons === '' ? '' : ` (${reasons})`}`;
    }
    case 'deploy':
      return `version ${logTextForPeople(fact.from, 40)} → ${logTextForPeople(fact.to, 40)}, deployed ${readableSpan(fact.minutesBefore)} before`;
    case 'change':
      return `${logTextForPeople(fact.action, 60).replace(API_VERSION, '')} by ${changedBy(fact.by)}, ${readableSpan(fact.minutesBefore)} before`;
    case 'credential-use':
      return `used from ${logTextForPeople(fact.address, 60)} with ${logTextForPeople(fact.agent, 60)}, ${timesOf(fact.uses)}${fact.sharesKey ? ', by an access key that Lambda uses' : ''}`;
    case 'api-call':
      return `${logTextForPeople(fact.name, 100)}: ${timesOf(fact.calls)}${fact.denied ? ', denied' : ''}, never called before${fact.reason === '' ? '' : ` (${logTextForPeople(fact.reason, 60)})`}`;
    case 'api-error':
      return `${logTextForPeople(fact.code, 60)} on ${logTextForPeople(fact.action, 100)}: ${timesOf(fact.count)}`;
    case 'bytes':
      return `${logTextForPeople(fact.name)}: ${readableBytes(fact.bytes)} sent${fact.isNew ? ', first called today' : ''}`;
    case 'lookups':
      return `${logTextForPeople(fact.domain)}: ${readableNumber(fact.names)} different names in ${readableNumber(fact.queries)} lookups`;
    case 'versions':
      return `versions running: ${fact.names.map((name) => logTextForPeople(name, 40)).join(', ')}`;
    case 'percentile':
      return percentileWords(fact);
    case 'memory':
      return `${readableNumber(fact.usedMb)} of ${readableNumber(fact.sizeMb)} MB memory used`;
    case 'silent-for':
      return `silent for ${readableSpan(fact.minutes)}, ${usualPace(fact.usualGapMinutes)}`;
    case 'note':
      return logTextForPeople(fact.text, 200);
  }
};
