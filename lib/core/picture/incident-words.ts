import type { Evidence, Fact } from '../detect/verdict.ts';
import type { Incident } from '../incident/incident.ts';
import { formatDurationMs, formatNumber, formatSpan } from './format-number.ts';

/** What happened, in half a sentence: `14 errors/min, usually at most 2.1`. */
export const incidentHeadline = ({ members: [strongest], signal }: Incident): string =>
  strongest === undefined ? signal : measured(strongest.evidence);

/** What an alarm rests on, most telling first. */
export const evidenceSentences = (evidence: Evidence): string[] => [
  measured(evidence),
  ...evidence.facts.map(sentenceOf),
  `compared with ${evidence.comparedWith}`,
];

const measured = ({ observed, unit, expected: { lower, upper } }: Evidence): string => {
  const now = `${formatNumber(observed)} ${unit}`;
  if (lower !== null && upper !== null && lower > 0) {
    return `${now}, usually ${formatNumber(lower)} to ${formatNumber(upper)}`;
  }
  if (upper !== null) return `${now}, usually at most ${formatNumber(upper)}`;
  return lower === null ? now : `${now}, usually at least ${formatNumber(lower)}`;
};

const sentenceOf = (fact: Fact): string => {
  switch (fact.kind) {
    case 'error-kind':
      return `${formatNumber(fact.count)} × ${fact.name}, usually ${formatNumber(fact.usualPerDay)} a day`;
    case 'destination':
      return `${formatNumber(fact.calls)} calls to ${fact.name}, never seen before${fact.reasons.length > 0 ? ` (${fact.reasons.join(', ')})` : ''}`;
    case 'deploy':
      return `version ${fact.from} was replaced by ${fact.to} ${formatSpan(fact.minutesBefore)} before`;
    case 'versions':
      return `versions: ${fact.names.join(', ')}`;
    case 'percentile':
      return `p${fact.percentile} went from ${formatDurationMs(fact.beforeMs)} to ${formatDurationMs(fact.nowMs)}`;
    case 'memory':
      return `${formatNumber(fact.usedMb)} of ${formatNumber(fact.sizeMb)} MB used`;
    case 'silent-for':
      return `silent for ${formatSpan(fact.minutes)}, usually no longer than ${formatSpan(fact.usualGapMinutes)}`;
    case 'note':
      return fact.text;
  }
};
