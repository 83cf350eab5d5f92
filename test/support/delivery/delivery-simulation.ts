import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import type { Transition } from '../../../lib/core/incident/incident.ts';
import { makeEvaluate } from '../../../lib/core/pipeline/evaluate.ts';
import type { EvaluateSettings } from '../../../lib/core/pipeline/evaluate-settings.ts';
import { foldDecoded } from '../../../lib/core/pipeline/fold-decoded.ts';
import { makeIngest } from '../../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../../lib/core/pipeline/ingest-event.ts';
import type { IngestSettings } from '../../../lib/core/pipeline/ingest-ports.ts';
import { emptyIngestTally } from '../../../lib/core/pipeline/ingest-tally.ts';
import { changeLayout, readLayout } from '../../../lib/core/pipeline/layout-row.ts';
import type { Table } from '../../../lib/core/pipeline/ports.ts';
import type { Slot } from '../../../lib/core/pipeline/slot-layout.ts';
import { type EpochMs, epochMs, MS_PER_MINUTE, minuteOf, startOf } from '../../../lib/core/units.ts';
import { directEvent, kinesisEvent, type StreamRecord } from '../log-payload.ts';
import { transitionPublisher } from '../transition-publisher.ts';
import { type Cargo, START } from './cargo.ts';
import { type Fault, FaultyTable } from './faulty-table.ts';
import { LaggingTable } from './lagging-table.ts';
import { type Outcome, Process } from './process.ts';
import type { Call, Step } from './step.ts';

/** What chance decides beside the steps, in turns. */
export interface Chances {
  /** For how many turns an operation waits, so that programs that run at once overtake each other. */
  readonly waits: readonly number[];
  /** Whether a read that may miss the newest rows does. */
  readonly lags: readonly boolean[];
  readonly pageRows: number;
  /** A clock that is read jumps ahead or back by this: invocations seem to take long, and commit what they have. */
  readonly jumpMs: number;
}

export interface SimulationOptions {
  readonly table: Table;
  readonly cargo: Cargo;
  readonly ingest: IngestSettings;
  readonly evaluate: EvaluateSettings;
  readonly chances: Chances;
  /** Each slot is evaluated by an invocation of its own. */
  readonly isDispatched: boolean;
  /** Such an invocation takes the slot that its process knows. */
  readonly isClaimed: boolean;
}

/** AWS refuses a request that was signed longer ago, by the clock of who signed it; so no write lands later. */
const SIGNATURE_LIFE_MS = 15 * MS_PER_MINUTE;
/** Longer than any ingest invocation runs. Everything but a direct delivery may stand still for as long as it likes. */
const DIRECT_TIMEOUT_MS = MS_PER_MINUTE;

type Ingest = ReturnType<typeof makeIngest>;
type Evaluate = ReturnType<typeof makeEvaluate>;

/** Sources, clocks and processes around one table. */
export class DeliverySimulation {
  readonly #options: SimulationOptions;
  readonly #table: LaggingTable;
  readonly #shards: (readonly StreamRecord[])[];
  readonly #pointers: number[];
  readonly #delivered = new Set<number>();
  readonly #pause: () => Promise<void>;
  readonly #started: { readonly slot: Slot; readonly now: EpochMs }[] = [];
  readonly published: Transition[] = [];
  #inFlight: { readonly signedAt: EpochMs; readonly operation: () => Promise<unknown> }[] = [];
  #shardReaders: Process<Ingest>[] = [];
  #directReaders: Process<Ingest>[] = [];
  #evaluators: Process<Evaluate>[] = [];
  #asleep: Process<unknown>[] = [];
  #attempts = 0;
  #clockErrorMs = 0;
  #clockReads = 0;
  #now: EpochMs = START;

  constructor(options: SimulationOptions) {
    const { table, cargo, chances } = options;
    this.#options = options;
    const lags = inTurn(chances.lags, false);
    const waits = inTurn(chances.waits, 0);
    this.#table = new LaggingTable(table, lags);
    this.#pause = async () => {
      for (let turn = waits(); turn > 0; turn--) await Promise.resolve();
    };
    this.#shards = [...cargo.shards];
    this.#pointers = cargo.shards.map(() => 0);
  }

  /** The first tick: from then on the installation counts. */
  async begin(): Promise<void> {
    await this.#call({ kind: 'tick', behindMinutes: 0 }, noFaults);
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case 'calls': {
        const next = inOrder(step.faults);
        await Promise.all(step.calls.map((call) => this.#call(call, next)));
        return;
      }
      case 'rewind': {
        const shard = step.shard % this.#shards.length;
        this.#pointers[shard] = Math.min(step.to, this.#pointers[shard] ?? 0);
        return;
      }
      case 'pass':
        for (let minute = 0; minute < step.minutes; minute++) {
          this.#now = epochMs(this.#now + MS_PER_MINUTE);
          this.#table.settle();
          await this.#land(SIGNATURE_LIFE_MS);
          if (step.isEvaluated && minute % 8 === 0) await this.#call({ kind: 'tick', behindMinutes: 0 }, noFaults);
        }
        return;
      case 'land':
        return this.#land(0);
      case 'wake':
        return this.#wake();
      case 'clock':
        this.#clockErrorMs = step.errorMinutes * MS_PER_MINUTE;
        return;
      case 'layout': {
        const layout = await readLayout(this.#table);
        if (layout !== undefined && layout.slots !== step.slots) {
          await changeLayout(this.#table, layout, step.slots, this.#now);
        }
        return;
      }
      case 'lone slot':
        await this.#evaluate(this.#now, noFaults, { slots: step.slots, slot: step.slot % step.slots });
        return;
      case 'reshard':
        return this.#reshard(step.shards.map((shard) => shard % this.#shards.length));
      case 'cold start':
        this.#shardReaders = [];
        this.#directReaders = [];
        this.#evaluators = [];
        return;
    }
  }

  /** Lets everything arrive that has not, without faults, and evaluates until nothing is open any more. */
  async drain(): Promise<void> {
    this.#clockErrorMs = 0;
    await this.#wake();
    await this.#land(0);
    this.#now = epochMs(this.#now + 60 * MS_PER_MINUTE);
    this.#table.settle();
    for (const [shard, records] of this.#shards.entries()) {
      while ((this.#pointers[shard] ?? 0) < records.length) {
        const outcome = await this.#call({ kind: 'deliver', shard, length: 5, isForgotten: false }, noFaults);
        if (outcome !== 'done') throw new Error(`a delivery without faults ${outcome}`);
      }
    }
    for (const index of this.#options.cargo.direct.keys()) {
      if (!this.#delivered.has(index)) await this.#call({ kind: 'direct', index }, noFaults);
    }
    this.#table.settle();
    for (const minutes of [45, 15]) {
      this.#now = epochMs(this.#now + minutes * MS_PER_MINUTE);
      const outcome = await this.#call({ kind: 'tick', behindMinutes: 0 }, noFaults);
      if (outcome !== 'done') throw new Error(`a tick without faults ${outcome}`);
    }
  }

  /**
   * Days later, and evaluated meanwhile, everything comes again: each stream from its oldest record on, and every delivery,
   * as if a failure queue had kept it. Rows that expired are gone by then, and so is what processes remembered.
   */
  async repeatAfter(days: number, sweep: (now: EpochMs) => Promise<void>): Promise<void> {
    for (let hours = 0; hours < days * 24; hours += 6) {
      this.#now = epochMs(this.#now + 6 * 60 * MS_PER_MINUTE);
      await sweep(this.#now);
      await this.#call({ kind: 'tick', behindMinutes: 0 }, noFaults);
    }
    await this.run({ kind: 'cold start' });
    this.#pointers.fill(0);
    this.#delivered.clear();
    await this.drain();
  }

  /** Everything that was sent, folded once and in one piece. */
  truth(): SummaryTable {
    const { cargo, ingest } = this.#options;
    const windows = new SummaryTable(ingest.salt);
    const payloads = [...cargo.shards.flat(), ...cargo.direct];
    for (const { data } of payloads) foldDecoded(data, windows, emptyIngestTally(), ingest);
    return windows;
  }

  async #call(call: Call, nextFault: () => Fault): Promise<Outcome> {
    switch (call.kind) {
      case 'deliver': {
        const shard = call.shard % this.#shards.length;
        const from = this.#pointers[shard] ?? 0;
        const arrived = (this.#shards[shard] ?? []).filter(({ arrivedAt }) => arrivedAt <= this.#now);
        const records = arrived.slice(from, from + call.length);
        if (records.length === 0) return 'failed';
        const event = kinesisEvent(`shardId-${String(shard).padStart(12, '0')}`, records);
        const outcome = await this.#ingest(event, 'shard', nextFault);
        if (outcome === 'done' && !call.isForgotten) {
          this.#pointers[shard] = Math.max(this.#pointers[shard] ?? 0, from + records.length);
        }
        return outcome;
      }
      case 'direct': {
        const index = call.index % Math.max(1, this.#options.cargo.direct.length);
        const delivery = this.#options.cargo.direct[index];
        if (delivery === undefined || delivery.at > this.#now) return 'failed';
        const outcome = await this.#ingest(directEvent(delivery.data), 'direct', nextFault);
        if (outcome === 'done') this.#delivered.add(index);
        return outcome;
      }
      case 'tick':
        return this.#evaluate(epochMs(this.#now - call.behindMinutes * MS_PER_MINUTE), nextFault);
    }
  }

  async #ingest(event: object, transport: 'shard' | 'direct', nextFault: () => Fault): Promise<Outcome> {
    const read = readIngestEvent(event);
    if (!read.ok) throw new Error(read.problem.code);
    const pool = transport === 'shard' ? this.#shardReaders : this.#directReaders;
    const settings = this.#options.ingest;
    const process = this.#idle(pool, transport === 'direct' ? DIRECT_TIMEOUT_MS : Number.POSITIVE_INFINITY, (table) =>
      makeIngest({ table, metrics: { emit: () => {} }, clock: this.#clock, settings }),
    );
    return process.invoke(nextFault, (ingest) => ingest(read.value, `attempt-${++this.#attempts}`));
  }

  async #evaluate(at: EpochMs, nextFault: () => Fault, slot?: Slot): Promise<Outcome> {
    const now = startOf(minuteOf(at));
    const invoke = (tick: { readonly now: EpochMs; readonly slot?: Slot }): Promise<Outcome> =>
      this.#idle(this.#evaluators, Number.POSITIVE_INFINITY, this.#makeEvaluate).invoke(nextFault, (evaluate) =>
        evaluate({ ...tick, attempt: `attempt-${++this.#attempts}` }),
      );
    const dispatched = await invoke({ now, ...(slot && { slot }) });
    const outcomes = await Promise.all(this.#started.splice(0).map(invoke));
    return outcomes.find((outcome) => outcome !== 'done') ?? dispatched;
  }

  readonly #makeEvaluate = (table: Table): Evaluate =>
    makeEvaluate({
      table,
      publisher: transitionPublisher((transition) => this.published.push(transition)),
      metrics: { emit: () => {} },
      clock: () => this.#now,
      settings: this.#options.evaluate,
      ...(this.#options.isDispatched && {
        invoker: {
          invoke: async (slot, now) => {
            this.#started.push({ slot, now });
            return 'started';
          },
        },
      }),
      ...(this.#options.isClaimed && { pause: this.#pause }),
    });

  readonly #clock = (): EpochMs => {
    const jumpMs = this.#clockReads++ % 2 === 0 ? 0 : this.#options.chances.jumpMs;
    return epochMs(this.#now + this.#clockErrorMs + jumpMs);
  };

  /** A process that has nothing to do, as Lambda would choose or start one; to be invoked before anything is awaited. */
  #idle<Run>(pool: Process<Run>[], mostAsleepMs: number, make: (table: Table) => Run): Process<Run> {
    const known = pool.find(({ isBusy }) => !isBusy);
    if (known !== undefined) return known;
    const table = new FaultyTable(this.#table, {
      leaveInFlight: (operation) => this.#inFlight.push({ signedAt: this.#clock(), operation }),
      sleep: () => {
        this.#asleep.push(process);
        return process.sleep(() => this.#now, mostAsleepMs);
      },
      pause: this.#pause,
      pageRows: this.#options.chances.pageRows,
    });
    const process: Process<Run> = new Process(table, make);
    pool.push(process);
    return process;
  }

  async #wake(): Promise<void> {
    for (const process of this.#asleep.splice(0)) await process.wake();
  }

  async #land(signedBeforeMs: number): Promise<void> {
    const isDue = ({ signedAt }: { readonly signedAt: EpochMs }) => this.#now - signedAt >= signedBeforeMs;
    const landing = signedBeforeMs === 0 ? this.#inFlight : this.#inFlight.filter(isDue);
    this.#inFlight = this.#inFlight.filter((one) => !landing.includes(one));
    for (const { operation } of landing) await operation();
  }

  #reshard([first = 0, second = 0]: readonly number[]): void {
    const waiting: StreamRecord[] = [];
    for (const shard of new Set([first, second])) {
      const records = this.#shards[shard] ?? [];
      waiting.push(...records.filter(({ arrivedAt }) => arrivedAt > this.#now));
      this.#shards[shard] = records.filter(({ arrivedAt }) => arrivedAt <= this.#now);
    }
    waiting.sort((a, b) => a.arrivedAt - b.arrivedAt || (BigInt(a.sequence) < BigInt(b.sequence) ? -1 : 1));
    // Numbers of a new shard are above all of those before it.
    const renumbered = waiting.map((record, index) => ({
      ...record,
      sequence: String(BigInt(2_000 + index) * 10n ** 52n + BigInt(this.#shards.length)),
    }));
    const isSplit = first === second;
    const parts = isSplit ? [0, 1].map((half) => renumbered.filter((_, index) => index % 2 === half)) : [renumbered];
    for (const part of parts) {
      this.#shards.push(part);
      this.#pointers.push(0);
    }
  }
}

const noFaults = (): Fault => 'none';

const inOrder = (faults: readonly Fault[]): (() => Fault) => {
  const left = faults.values();
  return () => left.next().value ?? 'none';
};

const inTurn = <Value>(values: readonly Value[], otherwise: Value): (() => Value) => {
  let next = 0;
  return () => values[next++ % values.length] ?? otherwise;
};
