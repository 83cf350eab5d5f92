import type { Minute } from '../units.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { CountsByName } from './counts-by-name.ts';
import type { FailureMarks } from './failure-marks.ts';
import type { OutsideFacts } from './outside-facts.ts';
import { resolveFailures } from './resolve-failures.ts';
import { SUMMARY_CAPS, type Summary } from './summary.ts';
import type { NamedCounts, Window, WindowOutside } from './window.ts';

/**
 * Makes a window of a minute's summary: every invocation and every failure counted once.
 *
 * @param previousFailures marks of the minute before: a failure that began there is not counted again here
 * @param countsStarts count invocations by START (the function is known to log them), else by REPORT
 */
export const resolveWindow = (
  minute: Minute,
  summary: Summary,
  previousFailures: FailureMarks | undefined,
  countsStarts: boolean,
): Window => {
  const failures = resolveFailures(summary.failures, previousFailures);
  return {
    minute,
    invocations: countsStarts ? summary.starts : summary.reports,
    errors: failures.errors + summary.countedErrors,
    timeouts: failures.timeouts + summary.countedTimeouts,
    coldStarts: summary.coldStarts,
    errorKinds: errorKindsOf(summary.countedErrorKinds, failures.byKind),
    durations: summary.durations,
    memoryUsedMbMax: summary.memoryUsedMbMax,
    memorySizeMb: summary.memorySizeMb,
    billedMsSum: summary.billedMsSum,
    versions: summary.versions,
    destinations: destinationsOf(summary),
    outside: summary.outside && outsideOf(summary.outside),
  };
};

/** Both caps of one kind of name together. */
const united = (plain: NamedCounts, sensitive: NamedCounts): NamedCounts => {
  if (sensitive.named.size === 0 && sensitive.other === 0) return plain;
  return {
    named: both(plain.named, sensitive.named),
    other: plain.other + sensitive.other,
    otherDistinct: plain.otherDistinct + sensitive.otherDistinct,
  };
};

const both = (plain: ReadonlyMap<string, number>, sensitive: ReadonlyMap<string, number>): CountsByName => {
  const named = new CountsByName();
  const take = (count: number, name: string): void => named.set(name, count);
  plain.forEach(take);
  sensitive.forEach(take);
  return named;
};

const outsideOf = (facts: OutsideFacts): WindowOutside => ({
  outboundBytes: facts.outboundBytes,
  rejectedFlows: facts.rejectedFlows,
  apiCalls: united(facts.apiCalls.counts(), facts.sensitiveApiCalls.counts()),
  apiErrors: facts.apiErrors.counts(),
  lambdaUses: facts.lambdaUses.counts(),
  foreignUses: facts.foreignUses.counts(),
  domains: facts.domains.resolved(),
  namesNotFound: facts.namesNotFound,
  firewallHits: facts.firewallHits,
  deploys: facts.deploys.counts(),
  flowGaps: facts.flowGaps,
});

/** What the summary counted already and what its marks say, under one cap. */
const errorKindsOf = (counted: BoundedCounts, byKind: ReadonlyMap<string, number>): NamedCounts => {
  if (byKind.size === 0) return counted;
  const kinds = new BoundedCounts(SUMMARY_CAPS.errorKinds, counted.salt);
  kinds.merge(counted);
  for (const [kind, count] of byKind) kinds.add(kind, count);
  return kinds;
};

const destinationsOf = ({ destinations, riskyDestinations }: Summary): NamedCounts =>
  united(destinations, riskyDestinations);
