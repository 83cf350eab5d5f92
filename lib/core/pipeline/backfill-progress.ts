import { type EpochMs, epochMs, type Minute, minute } from '../units.ts';
import { readLayout } from './layout-row.ts';
import type { PutOutcome, Table } from './ports.ts';
import { documentPartition } from './table-keys.ts';

/**
 * How far the backfill of an installation's first day has come.
 * `waiting` nobody began, `running` slots are being learnt, `done` evaluation goes on from what was learnt, `given-up`
 * evaluation began before, and what it learns by itself is worth more.
 */
export interface BackfillProgress {
  readonly v: 1;
  readonly status: 'waiting' | 'running' | 'done' | 'given-up';
  /** When evaluation first wanted to begin, or the backfill began. */
  readonly since: EpochMs;
  /** A run is at work until then at the latest. */
  readonly busyUntil: EpochMs;
  /** Last window that is learnt from metrics. */
  readonly until: Minute;
  readonly slots: number;
  readonly slotsDone: number;
  /** Functions whose metrics are asked for. */
  readonly functions: number;
  /** Functions that had any. */
  readonly functionsLearnt: number;
  /** Metrics asked for so far, as CloudWatch bills them. */
  readonly metricsRead: number;
  /** Of the search for errors and destinations in past lines; absent where none was asked for. */
  readonly lines?: LinesProgress;
}

export interface LinesProgress {
  /** What searches would read at most, told before each was begun: the budget is held against this. */
  readonly bytesAsked: number;
  /** What they read, as CloudWatch Logs bills it. */
  readonly bytesScanned: number;
  /** Functions of which it is known what their lines named. */
  readonly functionsSearched: number;
  /** Searches that gave less than there was. */
  readonly cut: number;
  /** Why a search ended early. */
  readonly problem?: string;
}

/** Evaluation begins without a backfill that takes longer. */
export const LONGEST_BACKFILL_MS = 3 * 3_600_000;

const PARTITION = documentPartition('backfill');
const SORT_KEY = 'progress';

export const newProgress = (since: EpochMs): BackfillProgress => ({
  v: 1,
  status: 'waiting',
  since,
  busyUntil: epochMs(0),
  until: minute(0),
  slots: 0,
  slotsDone: 0,
  functions: 0,
  functionsLearnt: 0,
  metricsRead: 0,
});

export interface StoredProgress {
  /** 0 where nothing is stored. */
  readonly revision: number;
  readonly progress: BackfillProgress;
}

export const readProgress = async (table: Table): Promise<StoredProgress | undefined> => {
  const row = await table.get(PARTITION, SORT_KEY);
  return row && { revision: row.revision, progress: JSON.parse(String(row.data)) as BackfillProgress };
};

/** `refused`: somebody else moved it on since `after` was read. */
export const writeProgress = (table: Table, after: number, progress: BackfillProgress): Promise<PutOutcome> =>
  table.put(
    { partition: PARTITION, sort: SORT_KEY, revision: after + 1, data: JSON.stringify(progress) },
    after === 0 ? { kind: 'absent' } : { kind: 'revision', revision: after },
  );

/**
 * Whether evaluation must wait: it has never begun, and the backfill may still leave it something to begin with. The
 * first to ask starts the time that the backfill has.
 */
export const awaitsBackfill = async (table: Table, now: EpochMs): Promise<boolean> => {
  if ((await readLayout(table)) !== undefined) return false;
  const stored = await readProgress(table);
  if (stored === undefined) await writeProgress(table, 0, newProgress(now));
  const { status, since } = stored?.progress ?? newProgress(now);
  return (status === 'waiting' || status === 'running') && now < since + LONGEST_BACKFILL_MS;
};

/** Slots that the backfill has begun to fill: evaluation that did not wait for the rest must begin with as many. */
export const slotsBegun = async (table: Table): Promise<number | undefined> => {
  const stored = await readProgress(table);
  return stored === undefined || stored.progress.slots === 0 ? undefined : stored.progress.slots;
};
