import type { SummaryCell } from '../fold/summary-table.ts';
import { type FunctionId, functionIdOf } from '../function-key.ts';
import {
  type BackfillProgress,
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

export interface BackfillPorts {
  readonly table: Table;
  readonly metrics: FunctionMetrics;
  readonly clock: Clock;
  /** Names of the functions that are watched. */
  readonly functionNames: () => Promise<readonly string[]>;
  readonly settings: EvaluateSettings;
}

export interface BackfillRun {
  readonly account: string;
  readonly region: string;
  /** Days to learn from. */
  readonly days: number;
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
    const names = (await ports.functionNames()).slice(0, MOST_FUNCTIONS);
    if (keeper.progress.slots === 0) {
      const slots = Math.max(layoutOf(ports.settings.slots), layoutFor(names.length));
      await keeper.move({ functions: names.length, slots, until: newestMinute(clock()) });
    }
    const { slots } = keeper.progress;
    let longestMs = 0;
    for (const slot of slotsOf(slots).slice(keeper.progress.slotsDone)) {
      const startedAt = clock();
      if (startedAt + SAFETY * longestMs >= run.endsAt) return keeper.move({ busyUntil: epochMs(0) });
      await learnSlot(ports, slot, names, run, keeper);
      longestMs = Math.max(longestMs, clock() - startedAt);
    }
    await beginLayout(table, slots);
    return keeper.move({ status: 'done', busyUntil: epochMs(0) });
  };

/** The last minute of the newest quarter of an hour that CloudWatch has in full. */
const newestMinute = (now: EpochMs): Minute =>
  addMinutes(quarterOf(addMinutes(minuteOf(now), -METRICS_LAG_MINUTES)), -1);

const learnSlot = async (
  { table, metrics, settings }: BackfillPorts,
  slot: Slot,
  names: readonly string[],
  { account, region, days, attempt }: BackfillRun,
  keeper: ProgressKeeper,
): Promise<void> => {
  const documents = new DocumentStore(table);
  const { until, slotsDone, functionsLearnt, metricsRead } = keeper.progress;
  // Learnt by a run that died before it could say so.
  if ((await documents.read(slotDocument(slot))) !== undefined) {
    await keeper.move({ slotsDone: slotsDone + 1 });
    return;
  }
  const ids = names
    .map((name) => [name, functionIdOf({ account, region, name })] as const)
    .filter(([, id]) => slotOf(id, slot.slots) === slot.slot);
  const from = addMinutes(until, 1 - days * MINUTES_PER_DAY);
  const read = await readHistories(metrics, new Map(ids), from, until);
  const pupil = new SlotPupil(table, slot, settings, 'metrics');
  for (const cell of cellsOf(read.histories, from, until, settings.salt)) await pupil.take(cell);
  const learnt = await pupil.graduate(documents, until, attempt);
  await keeper.move({
    slotsDone: slotsDone + 1,
    functionsLearnt: functionsLearnt + (learnt === 'outrun' ? 0 : learnt),
    metricsRead: metricsRead + read.metricsRead,
  });
};

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
