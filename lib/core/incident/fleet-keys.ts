import type { Evidence } from '../detect/verdict.ts';

const NAMED_FACTS: ReadonlySet<string> = new Set(['destination', 'error-kind']);

/**
 * What an alarm may have in common with alarms of other functions: its signal and direction, and the destinations and
 * error kinds it names. Equal keys on enough functions at once are one cause.
 */
export const fleetKeysOf = (evidence: Evidence): string[] => {
  const keys = [`signal|${evidence.signal}|${evidence.direction}`];
  for (const fact of evidence.facts) {
    if (fact.kind === 'destination' || fact.kind === 'error-kind') keys.push(`${fact.kind}|${fact.name}`);
  }
  return keys;
};

/** True for a key that names a thing: few functions that share a name are a stronger hint than many that share a signal. */
export const isNamedKey = (key: string): boolean => NAMED_FACTS.has(key.slice(0, key.indexOf('|')));
