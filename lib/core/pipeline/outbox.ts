import type { AlertDetails } from '../alert/alert-details.ts';
import { isSummary, type Notice } from '../incident/notice.ts';
import { type EpochMs, epochMs } from '../units.ts';
import type { AlertPublisher, Row, Table } from './ports.ts';
import { outboxPartition } from './table-keys.ts';

/** A notice that was decided and that is not known to be sent. */
export interface QueuedNotice {
  /** Incident id and sequence, or the summary's id: the same decision has the same name. */
  readonly name: string;
  readonly notice: Notice;
}

export const queued = (notice: Notice): QueuedNotice => ({
  name: isSummary(notice) ? notice.id : `${notice.incident.id}|${notice.incident.sequence}`,
  notice,
});

/** Finds out what belongs into an alert beside its notice. It may be less than wished for, but never fails. */
export type DetailsOf = (notice: Notice) => Promise<AlertDetails>;

const noDetails: DetailsOf = async () => ({});

export interface DeliveryReport {
  /** Still to be sent. */
  readonly left: readonly QueuedNotice[];
  readonly published: number;
  readonly failures: readonly string[];
}

interface Claim {
  readonly v: 1;
  readonly state: 'claimed' | 'sent';
  /** While claimed: nobody else sends before this. */
  readonly until: EpochMs;
  readonly attempts: number;
}

/** Longer than an evaluation may run, so that a slow sender is never doubled by an impatient one. */
const LEASE_MS = 90_000;
/** An alert that could not be sent for so long is worth nothing any more. */
const GIVE_UP_AFTER_MS = 86_400_000;
/** Sending again what was refused may help once someone repaired the topic, so a few times. */
const MOST_REFUSALS = 5;
const CLAIM_LIFE_MS = 35 * 86_400_000;
const MS_PER_DAY = 86_400_000;

/**
 * Sends what is queued, in order, each by one sender only: a row per notice is claimed by a conditional put with a
 * lease, then sent, then marked. Who dies in between leaves a claim that runs out: the notice is sent again, never
 * lost, and consumers drop the repeat by its sequence. `now` is the tick's, so clocks of processes do not matter.
 */
export const deliver = async (
  table: Table,
  publisher: AlertPublisher,
  queue: readonly QueuedNotice[],
  now: EpochMs,
  detailsOf: DetailsOf = noDetails,
): Promise<DeliveryReport> => {
  const left: QueuedNotice[] = [];
  const failures: string[] = [];
  let published = 0;
  let isDown = false;
  for (const item of queue) {
    if (isDown) {
      left.push(item);
      continue;
    }
    const claim = await claimOf(table, item, now);
    if (claim === 'sent') continue;
    if (claim === 'busy') {
      left.push(item);
      continue;
    }
    const outcome = await publisher.publish(item.notice, await detailsOf(item.notice));
    if (outcome.kind === 'published') {
      published++;
      await mark(table, item, claim, { v: 1, state: 'sent', until: now, attempts: claim.attempts });
      continue;
    }
    failures.push(outcome.reason);
    const isHopeless = outcome.refused && claim.attempts >= MOST_REFUSALS;
    if (!isHopeless && now - item.notice.at < GIVE_UP_AFTER_MS) left.push(item);
    await mark(table, item, claim, { v: 1, state: 'claimed', until: now, attempts: claim.attempts });
    isDown = !outcome.refused;
  }
  return { left, published, failures };
};

interface HeldClaim {
  readonly revision: number;
  readonly attempts: number;
}

const claimOf = async (table: Table, item: QueuedNotice, now: EpochMs): Promise<HeldClaim | 'sent' | 'busy'> => {
  const stored = await table.get(partitionOf(item), item.name);
  const before = stored && (JSON.parse(String(stored.data)) as Claim);
  if (before?.state === 'sent') return 'sent';
  if (before !== undefined && before.until > now) return 'busy';
  const claim: HeldClaim = { revision: (stored?.revision ?? 0) + 1, attempts: (before?.attempts ?? 0) + 1 };
  const outcome = await table.put(
    rowOf(item, claim.revision, {
      v: 1,
      state: 'claimed',
      until: epochMs(now + LEASE_MS),
      attempts: claim.attempts,
    }),
    stored === undefined ? { kind: 'absent' } : { kind: 'revision', revision: stored.revision },
  );
  return outcome === 'stored' ? claim : 'busy';
};

/** Refused when the lease ran out and another sender took over: then its word counts. */
const mark = async (table: Table, item: QueuedNotice, { revision }: HeldClaim, claim: Claim): Promise<void> => {
  await table.put(rowOf(item, revision + 1, claim), { kind: 'revision', revision });
};

const partitionOf = ({ notice }: QueuedNotice): string => outboxPartition(Math.floor(notice.at / MS_PER_DAY));

const rowOf = (item: QueuedNotice, revision: number, claim: Claim): Row => ({
  partition: partitionOf(item),
  sort: item.name,
  revision,
  data: JSON.stringify(claim),
  expiresAt: epochMs(item.notice.at + CLAIM_LIFE_MS),
});
