import { expect, test } from 'vitest';
import type { Evidence } from '../../lib/core/detect/verdict.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import { startOf } from '../../lib/core/units.ts';
import { type Life, replayFleet } from '../support/replay-fleet.ts';
import { DAY, MONDAY, makeNoise, poisson, type WindowParts } from '../support/windows.ts';

const from = MONDAY;
const LEARNT = 14 * DAY;

type Trouble = (parts: WindowParts, noise: () => number, minutes: number) => WindowParts | undefined;

const scaled = ({ invocations = 0 }: WindowParts, factor: number): WindowParts => ({
  invocations: Math.round(invocations * factor),
});

/** One of each kind; each function has two, so that they meet baselines that an incident has touched. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  spike: (parts) => ({ ...parts, ...scaled(parts, 10) }),
  triple: (parts) => ({ ...parts, ...scaled(parts, 3) }),
  drop: (parts) => ({ ...parts, ...scaled(parts, 0.2) }),
  silence: () => undefined,
  failures: (parts) => {
    const errors = Math.ceil((parts.invocations ?? 0) / 3);
    return { ...parts, errors, kinds: { TypeError: errors } };
  },
  'new kind': (parts, noise) => {
    const errors = noise() < 0.3 ? 1 : 0;
    return { ...parts, errors, kinds: { AccessDeniedException: errors } };
  },
  timeouts: (parts) => {
    const timeouts = Math.ceil((parts.invocations ?? 0) / 2);
    return { ...parts, errors: timeouts, timeouts, kinds: { Timeout: timeouts } };
  },
  'cold starts': (parts) => ({ ...parts, coldStarts: parts.invocations ?? 0 }),
  slow: (parts) => ({ ...parts, durationsMs: parts.durationsMs?.map((ms) => 4 * ms) ?? [] }),
  'somewhat slow': (parts) => ({ ...parts, durationsMs: parts.durationsMs?.map((ms) => 1.6 * ms) ?? [] }),
  'slow since a deploy': (parts) => ({
    ...parts,
    versions: { '2': parts.invocations ?? 1 },
    durationsMs: parts.durationsMs?.map((ms) => 4 * ms) ?? [],
  }),
  'bare address': (parts) => ({ ...parts, outbound: { ...parts.outbound, '203.0.113.9:4444': 2 } }),
  'new vendor': (parts) => ({ ...parts, outbound: { ...parts.outbound, 'api.brand-new.com': 2 } }),
  flood: (parts, _, minutes) => ({
    ...parts,
    outbound: Object.fromEntries([1, 2, 3, 4].map((index) => [`t${index}.host-${minutes}x${index}.com`, 1])),
  }),
  volume: (parts) => ({ ...parts, outbound: { 'api.stripe.com': 12 * (parts.invocations ?? 0) } }),
};

const NAMES = Object.keys(TROUBLES);
/** The second trouble of each function comes two days after the first. */
const FIRST_TROUBLE = LEARNT + 500;
const MINUTES = 150;

const lifeOf = (index: number): Life => {
  const noise = makeNoise(index + 1);
  const rate = 2 + (index % 4) * 4;
  return (elapsed) => {
    const invocations = poisson(noise, rate);
    const errors = noise() < 0.01 ? 1 : 0;
    const usual: WindowParts = {
      invocations,
      errors,
      kinds: { ValidationError: errors },
      coldStarts: noise() < 0.05 ? 1 : 0,
      durationsMs: Array.from({ length: Math.min(8, invocations) }, () => 100 * (0.7 + 0.6 * noise())),
      outbound: { 'api.stripe.com': invocations },
    };
    // Far enough apart that what happens to one function is not taken for the fleet's.
    const since = elapsed - FIRST_TROUBLE - 40 * index;
    const second = since - 2 * DAY;
    const begun = second >= 0 ? second : since;
    const name = NAMES[(index + (second >= 0 ? 7 : 0)) % NAMES.length] ?? '';
    const parts = begun >= 0 && begun < MINUTES ? TROUBLES[name]?.(usual, noise, begun) : usual;
    if (parts === undefined || (parts.invocations ?? 0) === 0) return undefined;
    const { versions, ...record } = parts;
    return { ...record, version: versions ? '2' : '1' };
  };
};

const transitions = replayFleet({
  functions: Object.fromEntries(NAMES.map((_, index) => [`fn-${index}`, lifeOf(index)])),
  days: 17,
  from,
});

/** What is wrong with a piece of evidence as an explanation; empty when a reader can follow it. */
const contradictions = ({ at }: Transition, evidence: Evidence): string[] => {
  const { observed, expected, direction, sampleSize, score, since, facts, unit, comparedWith } = evidence;
  const wrong: string[] = [];
  const check = (isFine: boolean, what: string): void => {
    if (!isFine) wrong.push(what);
  };
  check(Number.isFinite(observed) && observed >= 0, 'observed is no quantity');
  check(expected.lower === null || expected.upper === null || expected.lower <= expected.upper, 'range upside down');
  if (direction !== 'down') check(expected.upper !== null && observed > expected.upper, 'not above what is usual');
  else check(expected.lower !== null && observed < expected.lower, 'not below what is usual');
  check(Number.isInteger(sampleSize) && sampleSize > 0, 'nothing was observed');
  check(score >= 1, 'below the alert line');
  check(startOf(since) < at, 'begins after it was told');
  check(unit !== '' && comparedWith !== '', 'no unit, or nothing to compare with');
  check(facts.length > 0 && facts.length <= 4, 'no facts, or too many');
  for (const fact of facts) {
    if (fact.kind === 'percentile') check(fact.nowMs > fact.beforeMs, 'slower, and the percentile fell');
    if (fact.kind === 'error-kind') check(fact.count > 0 && fact.count <= sampleSize, 'more of a kind than calls');
    if (fact.kind === 'deploy') check(fact.minutesBefore >= 0 && evidence.afterDeploy, 'a deploy that came later');
    if (fact.kind === 'silent-for') check(fact.minutes > fact.usualGapMinutes, 'a gap as usual');
    const times = fact.kind === 'note' ? /^([0-9.]+) times/.exec(fact.text)?.[1] : undefined;
    if (times !== undefined) check(direction === 'down' ? Number(times) < 1 : Number(times) > 1, 'other direction');
  }
  return wrong;
};

test('every piece of evidence says what was seen, what is usual, since when and why, without contradiction', () => {
  const found = transitions.flatMap((transition) =>
    transition.incident.members.flatMap(({ evidence }) =>
      contradictions(transition, evidence).map((what) => ({ what, type: transition.type, evidence })),
    ),
  );
  expect(found).toEqual([]);
});

test('every signal that windows can show was among them', () => {
  const kinds = new Set(
    transitions.flatMap(({ incident }) =>
      incident.members.map(({ evidence }) => `${evidence.signal} ${evidence.direction}`),
    ),
  );
  expect([...kinds].sort()).toEqual([
    'cold-starts up',
    'duration up',
    'errors up',
    'invocations down',
    'invocations up',
    'new-error new',
    'outbound new',
    'outbound up',
    'timeouts up',
  ]);
});
