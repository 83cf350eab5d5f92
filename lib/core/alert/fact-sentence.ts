import type { Fact } from '../detect/verdict.ts';
import { logTextForPeople } from './log-text.ts';
import { readableDuration, readableNumber, readableSpan } from './quantity.ts';

const usualOf = (perDay: number): string =>
  perDay < 0.01 ? 'never seen before' : `usually ${readableNumber(perDay)} a day`;

/** A fact as a line of its own, for people. */
export const factSentence = (fact: Fact): string => {
  switch (fact.kind) {
    case 'error-kind':
      return `${logTextForPeople(fact.name)}: ${readableNumber(fact.count)} times, ${usualOf(fact.usualPerDay)}`;
    case 'destination': {
      const reasons = fact.reasons.map((reason) => logTextForPeople(reason, 60)).join(', ');
      const calls = `${readableNumber(fact.calls)} call${fact.calls === 1 ? '' : 's'}`;
      return `${logTextForPeople(fact.name)}: ${calls}${fact.risk > 0 ? `, risk ${readableNumber(fact.risk)}` : ''}${reasons === '' ? '' : ` (${reasons})`}`;
    }
    case 'deploy':
      return `version ${logTextForPeople(fact.from, 40)} → ${logTextForPeople(fact.to, 40)}, deployed ${readableSpan(fact.minutesBefore)} before`;
    case 'versions':
      return `versions running: ${fact.names.map((name) => logTextForPeople(name, 40)).join(', ')}`;
    case 'percentile':
      return `p${fact.percentile} ${readableDuration(fact.beforeMs)} → ${readableDuration(fact.nowMs)}`;
    case 'memory':
      return `${readableNumber(fact.usedMb)} of ${readableNumber(fact.sizeMb)} MB memory used`;
    case 'silent-for':
      return `silent for ${readableSpan(fact.minutes)}, usually one call every ${readableSpan(fact.usualGapMinutes)}`;
    case 'note':
      return logTextForPeople(fact.text, 200);
  }
};
