import type { Evidence, Fact } from '../detect/verdict.ts';

const MOST_FACTS = 4;
const MOST_NAME_CHARS = 200; // a registrable domain or an error type is far shorter
const MOST_NOTE_CHARS = 300;
const MOST_LIST = 6;
const MOST_WORD_CHARS = 60;

const clip = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
const clipList = (texts: readonly string[]): string[] =>
  texts.slice(0, MOST_LIST).map((text) => clip(text, MOST_WORD_CHARS));

const clipFact = (fact: Fact): Fact => {
  switch (fact.kind) {
    case 'error-kind':
      return { ...fact, name: clip(fact.name, MOST_NAME_CHARS) };
    case 'destination':
      return { ...fact, name: clip(fact.name, MOST_NAME_CHARS), reasons: clipList(fact.reasons) };
    case 'deploy':
      return { ...fact, from: clip(fact.from, MOST_WORD_CHARS), to: clip(fact.to, MOST_WORD_CHARS) };
    case 'change':
      return { ...fact, action: clip(fact.action, MOST_WORD_CHARS), by: clip(fact.by, MOST_NAME_CHARS) };
    case 'credential-use':
      return { ...fact, address: clip(fact.address, MOST_WORD_CHARS), agent: clip(fact.agent, MOST_WORD_CHARS) };
    case 'api-call':
    case 'bytes':
      return { ...fact, name: clip(fact.name, MOST_NAME_CHARS) };
    case 'api-error':
      return { ...fact, action: clip(fact.action, MOST_NAME_CHARS), code: clip(fact.code, MOST_WORD_CHARS) };
    case 'lookups':
      return { ...fact, domain: clip(fact.domain, MOST_NAME_CHARS) };
    case 'versions':
      return { ...fact, names: clipList(fact.names) };
    case 'note':
      return { ...fact, text: clip(fact.text, MOST_NOTE_CHARS) };
    case 'percentile':
    case 'memory':
    case 'silent-for':
      return fact;
  }
};

/** Says whose an alarm is, with up to twenty names. */
const MOST_ATTRIBUTION_CHARS = 600;

export const clipAttribution = (text: string): string => clip(text, MOST_ATTRIBUTION_CHARS);

/** Evidence of bounded size, whatever the logs put into names: what the ledger stores. */
export const clipEvidence = (evidence: Evidence): Evidence => ({
  ...evidence,
  unit: clip(evidence.unit, MOST_WORD_CHARS),
  comparedWith: clip(evidence.comparedWith, MOST_NAME_CHARS),
  facts: evidence.facts.slice(0, MOST_FACTS).map(clipFact),
});
