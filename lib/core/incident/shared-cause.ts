import { functionIdOf } from '../function-key.ts';
import type { SharedCause } from './incident.ts';
import type { LedgerMember } from './ledger-state.ts';

/** Part of an incident's functions that must name a thing before it is called their cause. */
const SHARE_OF_FUNCTIONS = 0.6;

const theOnly = (names: ReadonlySet<string>): string | undefined => (names.size === 1 ? [...names][0] : undefined);

/**
 * The thing that the functions of an incident have in common: a destination or error kind that most of them name; else
 * their account or Region, but only where that says something: where they differ in the other one.
 */
export const sharedCauseOf = (members: readonly LedgerMember[]): SharedCause | undefined => {
  const functions = new Set<string>();
  const accounts = new Set<string>();
  const regions = new Set<string>();
  const named = new Map<string, { cause: SharedCause; functions: Set<string> }>();
  for (const { function: key, evidence, closedBecause } of members) {
    if (closedBecause === 'withdrawn') continue;
    const id = functionIdOf(key);
    functions.add(id);
    accounts.add(key.account);
    regions.add(key.region);
    for (const fact of evidence.facts) {
      if (fact.kind !== 'destination' && fact.kind !== 'error-kind') continue;
      const nameKey = `${fact.kind}|${fact.name}`;
      const entry = named.get(nameKey) ?? { cause: { kind: fact.kind, name: fact.name }, functions: new Set<string>() };
      entry.functions.add(id);
      named.set(nameKey, entry);
    }
  }
  if (functions.size < 2) return undefined;
  const enough = Math.max(2, functions.size * SHARE_OF_FUNCTIONS);
  // A destination says more than an error kind, so it wins a tie; then the one that more functions name.
  const best = [...named.values()]
    .filter((entry) => entry.functions.size >= enough)
    .sort(
      (a, b) =>
        b.functions.size - a.functions.size ||
        (a.cause.kind < b.cause.kind ? -1 : a.cause.kind > b.cause.kind ? 1 : 0) ||
        (a.cause.name < b.cause.name ? -1 : 1),
    )[0];
  if (best !== undefined) return best.cause;
  const account = theOnly(accounts);
  const region = theOnly(regions);
  if (account !== undefined && region === undefined) return { kind: 'account', name: account };
  if (region !== undefined && account === undefined) return { kind: 'region', name: region };
  return undefined;
};
