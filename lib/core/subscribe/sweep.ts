import type { Table } from '../pipeline/ports.ts';
import { firstThatFit, type SubscriptionRow, subscriptionRow } from '../pipeline/subscription-row.ts';
import { type EpochMs, epochMs } from '../units.ts';
import type { Refusal } from './blind-spots.ts';
import type { LogGroup } from './log-groups.ts';

/**
 * How far the filters have been put. CloudWatch Logs takes few calls a second from a whole account, so thousands of
 * groups need many runs: each continues where the one before stopped.
 */
export interface Sweep {
  readonly v: 1;
  /** What the filters are put for; when it changes, all are put anew. */
  readonly target: string;
  readonly startedAt: EpochMs;
  /** Name of the last group that was dealt with; `null` when this sweep is through. */
  readonly position: string | null;
  /** When the last listing began; it may have missed groups created shortly before. */
  readonly listedAt: EpochMs;
  /** Groups created shortly before that listing which were dealt with all the same. */
  readonly recent: readonly string[];
  /** Groups that refused the filter when it was last tried: they stay blind between sweeps. */
  readonly blind: readonly (readonly [name: string, because: Refusal])[];
  /** A sweep before this one was through: what is yet to be reached has its filter from then. */
  readonly isRepeat?: true;
}

export const sweepRow = (table: Table): SubscriptionRow<Sweep> => subscriptionRow<Sweep>(table, 'sweep', 1);

/** A filter that somebody deleted comes back within a day. */
export const SWEEP_EVERY_MS = 86_400_000;
/**
 * A first sweep is repeated this much after it began: when a listed group becomes one by prefix, CloudFormation ends the
 * update by removing its filter, perhaps just after the sweep put it.
 */
export const FIRST_SWEEP_AGAIN_MS = 3_600_000;
/** A tag that was put on a group or taken off is heeded within this. */
export const TAG_SWEEP_EVERY_MS = 6 * 3_600_000;

/** Listings lag behind creation a little. */
const LISTING_LAG_MS = 10 * 60_000;

const NOTHING_YET = '';

export const newSweep = (target: string, now: EpochMs): Sweep => ({
  v: 1,
  target,
  startedAt: now,
  position: NOTHING_YET,
  listedAt: epochMs(0),
  recent: [],
  blind: [],
});

/** The sweep that a run continues: the stored one, or a new one when the target changed or its time has come. */
export const continued = (
  stored: Sweep | undefined,
  target: string,
  now: EpochMs,
  everyMs: number = SWEEP_EVERY_MS,
): Sweep => {
  if (stored === undefined || stored.target !== target) return newSweep(target, now);
  const dueAfterMs = stored.isRepeat ? everyMs : FIRST_SWEEP_AGAIN_MS;
  const isDue = stored.position === null && now - stored.startedAt >= dueAfterMs;
  return isDue ? { ...stored, startedAt: now, position: NOTHING_YET, isRepeat: true } : stored;
};

/** Whether a listing of that time may have missed the group. */
const isRecent = ({ createdAt }: LogGroup, listedAt: EpochMs): boolean => createdAt >= listedAt - LISTING_LAG_MS;

/** Which groups to put a filter on now, and in which order: new ones first, then what the sweep has yet to reach. */
export const pending = (
  groups: readonly LogGroup[],
  sweep: Sweep,
): { readonly fresh: readonly LogGroup[]; readonly rest: readonly LogGroup[] } => {
  const { position } = sweep;
  const known = new Set(sweep.recent);
  const isNew = (group: LogGroup) => isRecent(group, sweep.listedAt) && !known.has(group.name);
  const byName = groups.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rest = position === null ? [] : byName.filter(({ name }) => name > position);
  const inRest = new Set(rest.map(({ name }) => name));
  // In the first sweep everything is new; the order of names then serves as well.
  const fresh = sweep.listedAt === 0 ? [] : byName.filter((group) => isNew(group) && !inRest.has(group.name));
  return { fresh, rest };
};

/**
 * The sweep after a listing. Only when all new groups were dealt with may the next run take them for seen. Of more new
 * groups at once than a row can name, some are dealt with twice.
 */
export const listed = (
  sweep: Sweep,
  run: { readonly startedAt: EpochMs; readonly isComplete: boolean; readonly dealtWith: readonly LogGroup[] },
): Sweep => {
  const listedAt = run.isComplete ? run.startedAt : sweep.listedAt;
  const recent = run.dealtWith.filter((group) => isRecent(group, listedAt)).map(({ name }) => name);
  return { ...sweep, listedAt, recent: firstThatFit(recent, (name) => name) };
};
