import { isOwnLogGroup } from '../own-log-groups.ts';
import type { CircleSign, OwnBatch } from '../pipeline/circle-sign.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { SubscriptionRow } from '../pipeline/subscription-row.ts';
import { type EpochMs, epochMs } from '../units.ts';
import type { RemovalOutcome, SubscribedLogGroups } from './log-groups.ts';
import type { Paced } from './pace.ts';

/** Bytes that were logged in a span of time. */
export interface IncomingBytes {
  /** For each log group, or for `undefined` all of the account and Region; 0 where nothing was. */
  sums(logGroups: readonly (string | undefined)[], from: EpochMs, to: EpochMs): Promise<readonly number[]>;
}

/**
 * Why no filter may be put. `own-lines`: ingest was given lines of an own group. `own-volume`: ingest logs so much, and
 * so large a part of all that is logged, that its lines must come back to it by some way round.
 */
export type Circle =
  | ({ readonly kind: 'own-lines'; readonly at: EpochMs; readonly remedy: CircleRemedy } & OwnBatch)
  | { readonly kind: 'own-volume'; readonly ownBytes: number; readonly accountBytes: number };

/**
 * `excluded`: the policy of the account, if it is this installation's, is put anew and leaves own groups out.
 * `reported`: the subscription is somebody else's, and touching it is for people to decide.
 */
export type CircleRemedy = RemovalOutcome | 'excluded' | 'reported';

/** No own line for so long means that the circle is broken. */
export const CIRCLE_ENDS_AFTER_MS = 3_600_000;

export const isOpen = (sign: CircleSign | undefined, now: EpochMs): sign is CircleSign =>
  sign !== undefined && now - sign.at < CIRCLE_ENDS_AFTER_MS;

/** Over this span volume is judged, and that often. */
export const VOLUME_SPAN_MS = 900_000;
/** Ingest writes some 400 bytes for each delivery: this is 140 deliveries a second, fourteen million a day. */
const MUCH_BYTES = 50_000_000;
/** A delivery carries lines of others: in the long run, ingest writes less about them than they are. */
const LARGE_SHARE = 0.25;

export const isVolumeOfCircle = (ownBytes: number, accountBytes: number): boolean =>
  ownBytes >= MUCH_BYTES && ownBytes >= LARGE_SHARE * accountBytes;

export interface BreakerPorts {
  readonly clock: Clock;
  readonly signs: SubscriptionRow<CircleSign>;
  readonly logGroups: Pick<SubscribedLogGroups, 'removeFilter'>;
  readonly incomingBytes: IncomingBytes;
}

export interface BreakerSettings {
  /** The one filter that this installation puts. */
  readonly filterName: string;
  /** Where ingest writes. */
  readonly ingestLogGroup: string;
}

/**
 * Looks for a circle at the begin of a run, and ends it where the subscription is this installation's own. What volume
 * showed holds until volume is asked for again.
 */
export const makeBreaker =
  ({ clock, signs, logGroups, incomingBytes }: BreakerPorts, { filterName, ingestLogGroup }: BreakerSettings) =>
  async (inPace: Paced, isVolumeDue: boolean, last: Circle | undefined): Promise<Circle | undefined> => {
    const now = clock();
    const sign = await signs.read();
    if (isOpen(sign, now)) {
      const { at, logGroup, filters, level } = sign;
      const isOwn = filters.includes(filterName) && isOwnLogGroup(logGroup);
      const remedyOf = async (): Promise<CircleRemedy> => {
        if (!isOwn) return 'reported';
        return level === 'ACCOUNT_LEVEL_POLICY' ? 'excluded' : inPace(() => logGroups.removeFilter(logGroup));
      };
      return { kind: 'own-lines', at, logGroup, filters, level, remedy: await remedyOf() };
    }
    if (!isVolumeDue) return last?.kind === 'own-volume' ? last : undefined;
    const from = epochMs(now - VOLUME_SPAN_MS);
    const [ownBytes = 0, accountBytes = 0] = await inPace(() =>
      incomingBytes.sums([ingestLogGroup, undefined], from, now),
    );
    return isVolumeOfCircle(ownBytes, accountBytes) ? { kind: 'own-volume', ownBytes, accountBytes } : undefined;
  };
