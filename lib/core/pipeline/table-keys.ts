import { MINUTES_PER_DAY, type Minute } from '../units.ts';
import { type Slot, slotName } from './slot-layout.ts';

/** Partitions of the one table, and numbers as sort keys. Nothing else in the program spells a key. */

/** Arrival blocks of direct deliveries: a quarter of an hour. */
export const BLOCK_MINUTES = 15;

export const blockOf = (at: Minute): number => Math.floor(at / BLOCK_MINUTES);
const BLOCKS_PER_DAY = MINUTES_PER_DAY / BLOCK_MINUTES;

/** Which shards ever delivered. */
export const SHARDS_PARTITION = 'shards';

/** Commits of one shard, by position. */
export const commitsPartition = (shard: string): string => `commits|${shard}`;

/** Packed summaries from one shard for one slot, by position. */
export const shardPartsPartition = (shard: string, slot: Slot): string => `parts|${shard}|${slotName(slot)}`;

/** Packed summaries of direct deliveries, by the block of their first event and by lane; and markers of late ones. */
export const directPartition = (block: number): string => `direct|${Math.floor(block / BLOCKS_PER_DAY)}`;

/** How the functions are shared out. */
export const LAYOUT_PARTITION = 'layout';

/** Who evaluates which slot in the newest tick. */
export const CLAIMS_PARTITION = 'claims';

/** The newest edges of each slot, for the fleet step. */
export const REPORTS_PARTITION = 'reports';

/** Reports that are too long for their row. */
export const reportPartsPartition = (slot: Slot): string => `reports|${slotName(slot)}`;

/** Head and parts of one document. */
export const documentPartition = (name: string): string => `document|${name}`;

/** History of one slot and day (days since 1970). */
export const historyPartition = (slot: Slot, day: number): string => `history|${slotName(slot)}|${day}`;

/** The incident log, by the minute an incident began. */
export const INCIDENTS_PARTITION = 'incidents';

/** Claims of the alerts decided on one day. */
export const outboxPartition = (day: number): string => `outbox|${day}`;

/** Mutes and expected-marks, by when they were made. */
export const MARKS_PARTITION = 'marks';

/** Who made and ended marks. */
export const AUDIT_PARTITION = 'audit';

const ORDERED_DIGITS = 12;

/** A whole number below 10^12 such that text order is number order. */
export const orderedNumber = (value: number): string => String(value).padStart(ORDERED_DIGITS, '0');

/** Sorts after every key that begins with an {@link orderedNumber} or a letter. */
export const LAST_SORT_KEY = '~';

/** Messages of Slack that stand for incidents, by incident. */
export const SLACK_PARTITION = 'slack';

/** Patterns of the partitions that pictures are drawn from: what the widget's role may read. */
export const PICTURE_PARTITIONS = [LAYOUT_PARTITION, INCIDENTS_PARTITION, 'history|*'] as const;
