import { ASSUMPTIONS } from '../cost/assumptions.ts';
import { compareCosts } from '../cost/cost-model.ts';
import { isNamed, type LogGroupSelection } from '../log-group-selection.ts';
import { isOwnLogGroup } from '../own-log-groups.ts';
import type { Table } from '../pipeline/ports.ts';
import { type SubscriptionRow, subscriptionRow } from '../pipeline/subscription-row.ts';
import { type EpochMs, epochMs } from '../units.ts';
import { namesThatFit } from './account-policy.ts';
import type { IncomingBytes } from './circle.ts';
import { listBelow } from './list-groups.ts';
import type { LogGroupList } from './log-groups.ts';
import type { Paced } from './pace.ts';

/** What was measured about an account before all of its logs are asked for. Sums of seven days. */
export interface ForeignVolume {
  readonly measuredAt: EpochMs;
  readonly wantedBytes: number;
  /** Of groups that nobody wants and that the policy cannot leave out. */
  readonly foreignBytes: number;
  /** `foreignBytes` of all that the policy would deliver; in 0..1. */
  readonly foreignShare: number;
  /** What delivering the foreign part costs in a month, at most: ingest drops it before it is stored. */
  readonly foreignDollarsPerMonth: number;
  /** Names for the policy to leave out: own groups, and the foreign ones that log most. */
  readonly excluded: readonly string[];
}

/** Which way lines are asked for where the account's policy is allowed, and how far the change to it has come. */
export interface AccountPlan extends ForeignVolume {
  readonly v: 1;
  /** What it was decided for. */
  readonly target: string;
  readonly means: 'account' | 'log-groups';
  /** `place-taken`: another policy stands in the account. */
  readonly because: 'share-small' | 'share-large' | 'place-taken';
  /** Whether the policy may stand. True before it is put, and until it is gone. */
  readonly stands: boolean;
  /** Name of the last group whose own filter is gone; `null` when all are. */
  readonly clearedTo: string | null;
}

export const accountPlanRow = (table: Table): SubscriptionRow<AccountPlan> =>
  subscriptionRow<AccountPlan>(table, 'account', 1);

/** Whether a filter that is put now would deliver what the policy delivers too. */
export const forbidsFilters = (plan: AccountPlan | undefined): boolean =>
  plan !== undefined && (plan.stands || plan.means === 'account');

export const REMEASURE_AFTER_MS = 7 * 86_400_000;
const DAYS = 7;
/** What one call of GetMetricData takes. */
const MAX_QUERIES = 500;

export interface VolumePorts {
  readonly logGroups: LogGroupList;
  readonly incomingBytes: IncomingBytes;
}

/** Lists every group of the account and asks how much each logged: $0.01 for a thousand groups. */
export const measureForeignVolume = async (
  { logGroups, incomingBytes }: VolumePorts,
  selection: LogGroupSelection,
  transport: 'direct' | 'kinesis',
  now: EpochMs,
  inPace: Paced,
): Promise<ForeignVolume> => {
  const all = (await listBelow(logGroups, '', inPace)).filter(({ logClass }) => logClass === 'STANDARD');
  const own = all.filter(({ name }) => isOwnLogGroup(name)).map(({ name }) => name);
  const others = all.filter(({ name }) => !isOwnLogGroup(name));
  const bytes = new Map<string, number>();
  for (let begin = 0; begin < others.length; begin += MAX_QUERIES) {
    const names = others.slice(begin, begin + MAX_QUERIES).map(({ name }) => name);
    const sums = await inPace(() => incomingBytes.sums(names, epochMs(now - DAYS * 86_400_000), now));
    for (const [index, name] of names.entries()) bytes.set(name, sums[index] ?? 0);
  }
  const bytesOf = (name: string): number => bytes.get(name) ?? 0;
  const foreign = others.map(({ name }) => name).filter((name) => !isNamed(name, selection));
  const excluded = namesThatFit([...own, ...foreign.toSorted((a, b) => bytesOf(b) - bytesOf(a))]);
  const isExcluded = new Set(excluded);
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + bytesOf(name), 0);
  const wanted = others.map(({ name }) => name).filter((name) => isNamed(name, selection));
  const [wantedBytes, foreignBytes] = [sum(wanted), sum(foreign.filter((name) => !isExcluded.has(name)))];
  return {
    measuredAt: now,
    wantedBytes,
    foreignBytes,
    foreignShare: foreignBytes === 0 ? 0 : foreignBytes / (wantedBytes + foreignBytes),
    foreignDollarsPerMonth: foreignDollars(transport, wantedBytes, foreignBytes, Math.max(1, wanted.length)),
    excluded,
  };
};

const foreignDollars = (transport: 'direct' | 'kinesis', wanted: number, foreign: number, functions: number) => {
  const dollars = (bytes: number): number => {
    const eventsPerDay = bytes / DAYS / ASSUMPTIONS.rawBytesPerEvent.value;
    return compareCosts({ eventsPerDay, functions })[transport].dollars;
  };
  return Math.max(0, dollars(wanted + foreign) - dollars(wanted));
};

/** A share that hovers about the limit must not change the way of delivery each week. */
const TOLERANCE = 2;

/** The plan that follows from a measurement. How far a change has come is kept where its way is the same. */
export const decidePlan = (
  before: AccountPlan | undefined,
  volume: ForeignVolume,
  target: string,
  maximumForeignShare: number,
): AccountPlan => {
  const wasAccount = before?.means === 'account';
  const isSmall = volume.foreignShare <= maximumForeignShare * (wasAccount ? TOLERANCE : 1);
  return {
    v: 1,
    ...volume,
    target,
    means: isSmall ? 'account' : 'log-groups',
    because: isSmall ? 'share-small' : 'share-large',
    stands: before?.stands ?? false,
    clearedTo: wasAccount ? before.clearedTo : '',
  };
};
