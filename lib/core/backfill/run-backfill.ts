import type { SummaryCell } from '../fold/summary-table.ts';
import { type FunctionId, functionIdOf } from '../function-key.ts';
import {
  type BackfillProgress,
  type LinesProgress,
  newProgress,
  readProgress,
  type StoredProgress,
  writeProgress,
} from '../pipeline/backfill-progress.ts';
import { DocumentStore } from '../pipeline/document-store.ts';
import type { EvaluateSettings } from '../pipeline/evaluate-settings.ts';
import { quarterOf } from '../pipeline/history-recorder.ts';
import { beginLayout, readLayout } from '../pipeline/layout-row.ts';
import type { Clock, Table } from '../pipeline/ports.ts';
import { slotDocument } from '../pipeline/slot-checkpoints.ts';
import { layoutFor, layoutOf, type Slot, slotOf, slotsOf } from '../pipeline/slot-layout.ts';
import { SlotPupil } from '../pipeline/slot-pupil.ts';
import { addMinutes, type EpochMs, epochMs, MINUTES_PER_DAY, type Minute, minute, minuteOf } from '../units.ts';
import type { FunctionMetrics } from './function-metrics.ts';
import { MetricHistory } from './metric-history.ts';
import { summaryOfMetrics } from './metric-minute.ts';
import { DOLLARS_PER_SCANNED_BYTE, findPastNames, type PastFound, type PastNamesPorts } from './past-names.ts';
import type { WatchedFunction } from './watched-functions.ts';

export interface BackfillPorts {
  readonly table: Table;
  readonly metrics: FunctionMetrics;
  readonly clock: Clock;
  /** The functions that are watched. */
  readonly functions: () => Promise<readonly WatchedFunction[]>;
  /** Absent where past lines are not to be searched. */
  readonly past?: PastNamesPorts;
  readonly settings: EvaluateSettings;
}

export interface BackfillRun {
  readonly account: string;
  readonly region: string;
  /** Days to learn from. */
  readonly days: number;
  /** What searching past lines may cost, in US dollars; for all runs together. */
  readonly maximumDollars?: number;
  /** When this run is cut off. */
  readonly endsAt: EpochMs;
  /** Differs between any two runs. */
  readonly attempt: string;
}

/** Metrics come a few minutes late; what is learnt must not lack the newest calls. */
const METRICS_LAG_MINUTES = 10;
/** At 14 metrics a function this costs five dollars. */
const MOST_FUNCTIONS = 35_000;
/** A slot is begun only if there is time for one that takes this much longer than any before. */
const SAFETY = 2;
/** Requests in flight: well below CloudWatch's 50 a second. */
const REQUESTS_AT_ONCE = 4;

/**
 * Learns what is usual from weeks of `AWS/Lambda` metrics, one slot after the other, and lets evaluation begin. A run
 * that ends early is continued by the next one; of two runs at once, one goes home. Gives the progress made.
 */
export const makeBackfill =
  (ports: BackfillPorts) =>
  async (run: BackfillRun): Promise<BackfillProgress> => {
    const { table, clock } = ports;
    const stored = (await readProgress(table)) ?? { revision: 0, progress: newProgress(clock()) };
    const { status, busyUntil } = stored.progress;
    if (status === 'done' || status === 'given-up' || busyUntil > clock()) return stored.progress;
    const keeper = new ProgressKeeper(table, stored);
    if ((await readLayout(table)) !== undefined) {
      const { slots, slotsDone } = stored.progress;
      return keeper.move({ status: slots > 0 && slotsDone === slots ? 'done' : 'given-up', busyUntil: epochMs(0) });
    }
    await keeper.move({ status: 'running', busyUntil: run.endsAt });
    const functions = (await ports.functions()).slice(0, MOST_FUNCTIONS);
    if (keeper.progress.slots === 0) {
      const slots = Math.max(layoutOf(ports.settings.slots), layoutFor(functions.length));
      await keeper.move({ functions: functions.length, slots, until: newestMinute(clock()) });
    }
    const { slots } = keeper.progress;
    let longestMs = 0;
    for (const slot of slotsOf(slots).slice(keeper.progress.slotsDone)) {
      const startedAt = clock();
      if (startedAt + SAFETY * longestMs >= run.endsAt) return keeper.move({ busyUntil: epochMs(0) });
      await learnSlot(ports, slot, functions, run, keeper);
      longestMs = Math.max(longestMs, clock() - startedAt);
    }
    await beginLayout(table, slots);
    return keeper.move({ status: 'done', busyUntil: epochMs(0) });
  };

/** The last minute of the newest quarter of an hour that CloudWatch has in full. */
const newestMinute = (now: EpochMs): Minute =>
  addMinutes(quarterOf(addMinutes(minuteOf(now), -METRICS_LAG_MINUTES)), -1);

const learnSlot = async (
  ports: BackfillPorts,
  slot: Slot,
  functions: readonly WatchedFunction[],
  run: BackfillRun,
  keeper: ProgressKeeper,
): Promise<void> => {
  const { table, metrics, settings } = ports;
  const { account, region, days, attempt } = run;
  const documents = new DocumentStore(table);
  const { until, slotsDone, functionsLearnt, metricsRead } = keeper.progress;
  // Learnt by a run that died before it could say so.
  if ((await documents.read(slotDocument(slot))) !== undefined) {
    await keeper.move({ slotsDone: slotsDone + 1 });
    return;
  }
  const inSlot = functions
    .map(({ name, logGroup }) => ({ name, logGroup, id: functionIdOf({ account, region, name }) }))
    .filter(({ id }) => slotOf(id, slot.slots) === slot.slot);
  const from = addMinutes(until, 1 - days * MINUTES_PER_DAY);
  const read = await readHistories(metrics, new Map(inSlot.map(({ name, id }) => [name, id])), from, until);
  const groups = groupsOfOne(functions, inSlot);
  const found = await searchLines(ports, groups, { from, until }, run, keeper);
  const pupil = new SlotPupil(table, slot, settings, 'metrics');
  for (const cell of cellsOf(read.histories, from, until, settings.salt)) {
    found?.names.take(cell.functionId, cell.minute, cell.summary);
    await pupil.take(cell);
  }
  const learnt = await pupil.graduate(documents, until, attempt, found?.searched);
  await keeper.move({
    slotsDone: slotsDone + 1,
    functionsLearnt: functionsLearnt + (learnt === 'outrun' ? 0 : learnt),
    metricsRead: metricsRead + read.metricsRead,
  });
};

/** Lines of a group that several functions write say nothing of one of them. */
const groupsOfOne = (
  functions: readonly WatchedFunction[],
  inSlot: readonly { readonly logGroup: string; readonly id: FunctionId }[],
): ReadonlyMap<string, FunctionId> => {
  const users = new Map<string, number>();
  for (const { logGroup } of functions) users.set(logGroup, (users.get(logGroup) ?? 0) + 1);
  return new Map(inSlot.filter(({ logGroup }) => users.get(logGroup) === 1).map(({ logGroup, id }) => [logGroup, id]));
};

/** Searches what the budget allows. The budget is held before each search, so that runs that die do not exceed it. */
const searchLines = async (
  { past, clock }: BackfillPorts,
  groups: ReadonlyMap<string, FunctionId>,
  span: { readonly from: Minute; readonly until: Minute },
  { maximumDollars = 0, endsAt }: BackfillRun,
  keeper: ProgressKeeper,
): Promise<PastFound | undefined> => {
  if (past === undefined) return undefined;
  const before = keeper.progress.lines ?? NOT_SEARCHED;
  let asked = before.bytesAsked;
  const found = await findPastNames(past, {
    groups,
    ...span,
    budgetBytes: maximumDollars / DOLLARS_PER_SCANNED_BYTE - asked,
    spend: async (bytes) => {
      asked += bytes;
      await keeper.move({ lines: { ...before, bytesAsked: asked } });
    },
    hasTime: () => clock() + SEARCH_RESERVE_MS < endsAt,
  });
  await keeper.move({
    lines: {
      bytesAsked: asked,
      bytesScanned: before.bytesScanned + found.bytesScanned,
      functionsSearched: before.functionsSearched + found.searched.size,
      cut: before.cut + found.cut,
      ...(found.problem !== undefined && { problem: found.problem }),
    },
  });
  return found;
};

const NOT_SEARCHED: LinesProgress = { bytesAsked: 0, bytesScanned: 0, functionsSearched: 0, cut: 0 };
/** For the longest search, and for learning what was found. */
const SEARCH_RESERVE_MS = 4 * 60_000;

type Histories = ReadonlyMap<FunctionId, MetricHistory>;

const readHistories = async (
  metrics: FunctionMetrics,
  ids: ReadonlyMap<string, FunctionId>,
  from: Minute,
  until: Minute,
): Promise<{ readonly histories: Histories; readonly metricsRead: number }> => {
  const histories = new Map<FunctionId, MetricHistory>();
  const left = [...ids];
  let metricsRead = 0;
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [name, id] = next;
      const history = new MetricHistory();
      for (let start = from; start <= until; start = addMinutes(start, metrics.longestSpanMinutes)) {
        const end = minute(Math.min(until, addMinutes(start, metrics.longestSpanMinutes - 1)));
        history.append(await metrics.read(name, start, end));
        metricsRead += metrics.metricsPerRequest;
      }
      histories.set(id, history);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
  return { histories, metricsRead };
};

function* cellsOf(histories: Histories, from: Minute, until: Minute, salt: number): Generator<SummaryCell> {
  for (let at = from; at <= until; at = addMinutes(at, 1)) {
    for (const [functionId, history] of histories) {
      const row = history.take(at);
      if (row !== undefined) yield { functionId, minute: at, summary: summaryOfMetrics(row, salt) };
    }
  }
}

/** Another run has taken over. */
class OutrunError extends Error {
  override readonly name = 'OutrunError';
}

/** The stored progress, moved on step by step by one run alone. */
class ProgressKeeper {
  readonly #table: Table;
  #stored: StoredProgress;

  constructor(table: Table, stored: StoredProgress) {
    this.#table = table;
    this.#stored = stored;
  }

  get progress(): BackfillProgress {
    return this.#stored.progress;
  }

  async move(change: Partial<BackfillProgress>): Promise<BackfillProgress> {
    const progress = { ...this.progress, ...change };
    const outcome = await writeProgress(this.#table, this.#stored.revision, progress);
    if (outcome === 'refused') throw new OutrunError('another run of the backfill has taken over');
    this.#stored = { revision: this.#stored.revision + 1, progress };
    return progress;
  }
}
