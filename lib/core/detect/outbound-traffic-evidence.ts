import { firewallHitOf } from '../parse/fact-name.ts';
import type { Severity } from '../signal.ts';
import { destinationOf } from './destination.ts';
import type { NameSurge } from './dns-lookups.ts';
import { deployFacts, type Moment } from './moment.ts';
import type { ByteSurge } from './outbound-bytes.ts';
import { readable } from './rate-unit.ts';
import { severityOf } from './severity.ts';
import { topNames } from './top-names.ts';
import type { Evidence, Fact } from './verdict.ts';

/** So much more than usual, and somewhere new: what exfiltration looks like. */
const EXFILTRATION_MULTIPLE = 50;
const MOST_FACTS = 2;

/** Bytes a minute. A vendor that was just added takes some, too; not so many. */
const MUCH_FOR_A_VENDOR = 10e6;
const SOME_FOR_A_VENDOR = 2e6;
/** Below this nobody loses a database; and to whom a function always spoke, it speaks more with more traffic. */
const LEAST_TO_KNOWN = 10e6;
const LEAST_MULTIPLE_TO_KNOWN = 10;
/** Content networks answer from new addresses every day: a little more with one of them is nothing. */
const LEAST_MULTIPLE_TO_NEW = 3;

const bytesSeverity = ({ multiple, surprise, bytesPerWindow }: ByteSurge, goesSomewhereNew: boolean): Severity => {
  const isFarMore = multiple >= EXFILTRATION_MULTIPLE;
  if (goesSomewhereNew) {
    if (bytesPerWindow >= MUCH_FOR_A_VENDOR) return isFarMore ? 'critical' : 'high';
    return isFarMore && bytesPerWindow >= SOME_FOR_A_VENDOR ? 'medium' : 'low';
  }
  if (isFarMore) return 'high';
  return severityOf(surprise, false);
};

/** Of a host that is known by name only, nobody can say how much it took; an address took what is counted for it. */
const unaccounted = (destination: string): number =>
  destinationOf(destination).kind === 'address' ? 0 : Number.POSITIVE_INFINITY;

/**
 * `newest`: a destination that was first called today, and within the last hour, by whatever log told of it. `undefined`
 * for a surge that is nothing to speak of, as it goes where bytes always went.
 */
export const bytesEvidence = (
  surge: ByteSurge,
  sent: ReadonlyMap<string, number>,
  isNew: (destination: string) => boolean,
  newest: string | undefined,
  moment: Moment,
): Evidence | undefined => {
  const top = topNames(sent, MOST_FACTS).map(([name, bytes]): Fact & { kind: 'bytes' } => ({
    kind: 'bytes',
    name,
    bytes,
    isNew: isNew(name),
  }));
  const sentToNewest = newest === undefined ? 0 : (sent.get(newest) ?? unaccounted(newest));
  const goesSomewhereNew = sentToNewest >= surge.bytesPerWindow / 4 || top[0]?.isNew === true;
  const isMuch = surge.multiple >= LEAST_MULTIPLE_TO_KNOWN && surge.bytesPerWindow >= LEAST_TO_KNOWN;
  if (goesSomewhereNew ? surge.multiple < LEAST_MULTIPLE_TO_NEW : !isMuch) return undefined;
  const newestFact: Fact[] =
    newest === undefined || top.some(({ name }) => name === newest)
      ? []
      : [{ kind: 'destination', name: newest, calls: 1, risk: 0, reasons: ['first called today'] }];
  return {
    signal: 'outbound',
    direction: 'up',
    observed: readable(surge.bytesPerWindow),
    expected: { lower: 0, upper: readable(surge.usualBytes) },
    unit: 'bytes/min',
    score: readable(surge.surprise),
    sampleSize: 1,
    comparedWith: 'bytes sent in minutes of the past that sent any',
    since: surge.since,
    severity: bytesSeverity(surge, goesSomewhereNew),
    afterDeploy: moment.deploy !== undefined,
    facts: [...top, ...newestFact, ...deployFacts(moment)],
  };
};

/** `isNewDomain`: the function had not called it before today. */
export const lookupsEvidence = (surge: NameSurge, isNewDomain: boolean, moment: Moment): Evidence => ({
  signal: 'outbound',
  direction: 'up',
  observed: Math.round(surge.names),
  expected: { lower: 0, upper: readable(surge.usualPerMinute) },
  unit: 'names',
  score: readable(surge.surprise),
  sampleSize: surge.queries,
  comparedWith: 'names under one domain a minute in the past',
  since: surge.since,
  severity: isNewDomain ? 'critical' : 'medium',
  afterDeploy: moment.deploy !== undefined,
  facts: [
    { kind: 'lookups', domain: surge.domain, names: Math.round(surge.names), queries: surge.queries },
    ...deployFacts(moment),
  ],
});

/** `hits`: matches of the DNS Firewall, by names as `firewallHitName` makes them. */
export const firewallEvidence = (hits: ReadonlyMap<string, number>, moment: Moment): Evidence => {
  const top = topNames(hits, MOST_FACTS).map(([name, count]) => ({ ...firewallHitOf(name), count }));
  return {
    signal: 'outbound',
    direction: 'new',
    observed: hits.size,
    expected: { lower: null, upper: 0 },
    unit: 'domains',
    score: 2,
    sampleSize: top.reduce((sum, { count }) => sum + count, 0),
    comparedWith: 'rules of the DNS Firewall',
    since: moment.minute,
    severity: top.some(({ action }) => action === 'BLOCK') ? 'high' : 'medium',
    afterDeploy: moment.deploy !== undefined,
    facts: [
      ...top.map(
        ({ action, domain, count }): Fact => ({
          kind: 'destination',
          name: domain,
          calls: count,
          risk: 0,
          reasons: [`matched a DNS Firewall rule, ${action}`],
        }),
      ),
      ...deployFacts(moment),
    ],
  };
};
