import type { Evidence, Fact } from './verdict.ts';

/** Text from logs is told up to here: a hostname's greatest length. */
const LONGEST_TEXT = 253;
/** Facts beyond the best few explain nothing. */
const MOST_FACTS = 4;

const shorten = (text: string): string => (text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);

const boundFact = (fact: Fact): Fact => {
  switch (fact.kind) {
    case 'error-kind':
    case 'destination':
      return { ...fact, name: shorten(fact.name) };
    case 'bytes':
      return { ...fact, name: shorten(fact.name) };
    case 'lookups':
      return { ...fact, domain: shorten(fact.domain) };
    case 'versions':
      return { ...fact, names: fact.names.slice(0, MOST_FACTS).map(shorten) };
    default:
      return fact;
  }
};

/** Evidence as it is told: few facts, short texts, whatever a log contained. */
export const boundEvidence = (evidence: Evidence): Evidence => ({
  ...evidence,
  facts: evidence.facts.slice(0, MOST_FACTS).map(boundFact),
});
