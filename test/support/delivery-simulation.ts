import fc from 'fast-check';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import type { EvaluateSettings } from '../../lib/core/pipeline/evaluate-settings.ts';
import { foldPayload } from '../../lib/core/pipeline/fold-payload.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import type { IngestSettings } from '../../lib/core/pipeline/ingest-ports.ts';
import { emptyIngestTally } from '../../lib/core/pipeline/ingest-tally.ts';
import { growLayout, readLayout } from '../../lib/core/pipeline/layout-row.ts';
import { type SlotInvoker, type Table, TableProblem } from '../../lib/core/pipeline/ports.ts';
import type { Slot } from '../../lib/core/pipeline/slot-layout.ts';
import { type EpochMs, epochMs, MS_PER_MINUTE, minuteOf, startOf } from '../../lib/core/units.ts';
import { type Fault, FaultyTable } from './faulty-table.ts';
import { directEvent, kinesisEvent, loggedLines, type StreamRecord, subscriptionData } from './log-payload.ts';

/** A Tuesday. */
export const START = epochMs(Date.UTC(2026, 0, 6, 12, 0));

/** What the simulated sources hold: each record and delivery of it counts once, however it is delivered. */
export interface Cargo {
  readonly shards: readonly (readonly StreamRecord[])[];
  readonly direct: readonly { readonly at: EpochMs; readonly data: string }[];
}

export type Step =
  /** The event source of a shard invokes with the next records; `isForgotten`: it takes a success for a failure. */
  | {
      readonly kind: 'deliver';
      readonly shard: number;
      readonly length: number;
      readonly isForgotten: boolean;
      readonly faults: readonly Fault[];
    }
  /** Two event sources on one shard at once, cutting differently. */
  | {
      readonly kind: 'twins';
      readonly shard: number;
      readonly lengths: readonly [number, number];
      readonly faults: readonly Fault[];
    }
  /** The mapping was deleted and made again. */
  | { readonly kind: 'rewind'; readonly shard: number; readonly to: number }
  | { readonly kind: 'direct'; readonly index: number; readonly faults: readonly Fault[] }
  /** Evaluators that run at once, each for its own minute: the scheduled one, and others that woke up late. */
  | { readonly kind: 'tick'; readonly behindMinutes: readonly number[]; readonly faults: readonly Fault[] }
  | { readonly kind: 'pass'; readonly minutes: number; readonly isEvaluated: boolean }
  | { readonly kind: 'land' }
  /** The fleet outgrew its layout; evaluators and ingest hear of it when they do. */
  | { readonly kind: 'grow' }
  /** An invocation for a slot of the layout before, which has not heard of the new one. */
  | { readonly kind: 'former slot'; readonly slot: number }
  /** What has not arrived yet goes to two new shards in place of one, or to one in place of two. */
  | { readonly kind: 'reshard'; readonly shards: readonly [number, number] }
  /** Processes end, and with them all that they remembered. */
  | { readonly kind: 'cold start' };

/** Any operation of an invocation is as likely as any other to be the one at which it dies. */
const faults = fc
  .array(
    fc.record({
      after: fc.nat(24),
      fault: fc.constantFrom<Fault>('dies before', 'dies after', 'lands late'),
    }),
    { maxLength: 2 },
  )
  .map((deaths) => deaths.flatMap(({ after, fault }) => [...Array<Fault>(after).fill('none'), fault]));

export const SHARDS = 3;

/** Enough for halves of halves. */
const MOST_SLOTS = 8;

/** Those of the beginning, and some of those that resharding may bring; taken modulo what there is. */
const anyShard = fc.nat(SHARDS + 2);

/** AWS refuses a request that was signed longer ago, so no write lands later. */
const LONGEST_FLIGHT_MS = 15 * MS_PER_MINUTE;

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      shard: anyShard,
      length: fc.integer({ min: 1, max: 7 }),
      isForgotten: fc.boolean(),
      faults,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('twins' as const),
      shard: anyShard,
      lengths: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
      faults,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rewind' as const),
      shard: anyShard,
      to: fc.nat(20),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('direct' as const), index: fc.nat(40), faults }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      behindMinutes: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(50)), {
        minLength: 1,
        maxLength: 3,
      }),
      faults,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      minutes: fc.integer({ min: 1, max: 25 }),
      isEvaluated: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('land' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('grow' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('former slot' as const), slot: fc.nat(MOST_SLOTS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cold start' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reshard' as const), shards: fc.tuple(anyShard, anyShard) }),
  },
);

/** Clocks of producers: nearly right, or days off. */
const clockError = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -4, max: 0 }) },
  { weight: 1, arbitrary: fc.integer({ min: -60, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: -4 * 1_440, max: 3 * 1_440 }) },
);

const line = fc.record({
  name: fc.constantFrom('checkout', 'search', 'mailer', '__proto__', 'report'),
  invocations: fc.array(fc.record({ clockError, durationMs: fc.integer({ min: 1, max: 40_000 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const GARBAGE = ['', '!!!', 'bm8gZ3ppcA==', Buffer.from([31, 139, 8, 0, 1, 2, 3]).toString('base64')];

export const cargo: fc.Arbitrary<Cargo> = fc
  .record({
    shards: fc.array(
      fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.constantFrom(...GARBAGE)), { minLength: 1, maxLength: 14 }),
      { minLength: SHARDS, maxLength: SHARDS },
    ),
    direct: fc.array(line, { maxLength: 12 }),
  })
  .map(({ shards, direct }) => {
    let serial = 0;
    const payload = ({ name, invocations }: (typeof direct)[number], arrived: EpochMs): string =>
      subscriptionData(
        name,
        invocations.flatMap(({ clockError, durationMs }) => {
          const at = epochMs(arrived + clockError * MS_PER_MINUTE + ++serial);
          return loggedLines({
            requestId: `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
            at,
            durationMs,
          });
        }),
      );
    const arrival = (index: number) => epochMs(START + index * 3 * MS_PER_MINUTE);
    return {
      shards: shards.map((records, shard) =>
        records.map((record, index) => ({
          // Numbers are not consecutive, and grow by a digit on the way.
          sequence: String(BigInt(990 + index * 3) * 10n ** 52n + BigInt(shard)),
          arrivedAt: arrival(index),
          data: typeof record === 'string' ? record : payload(record, arrival(index)),
        })),
      ),
      direct: direct.map((one, index) => ({ at: arrival(index), data: payload(one, arrival(index)) })),
    };
  });

/** Lets programs that run at once overtake each other: each operation waits for some turns first. */
export const turns = (counts: readonly number[]): (() => Promise<void>) => {
  let next = 0;
  return async () => {
    const count = counts[next++ % counts.length] ?? 0;
    for (let turn = 0; turn < count; turn++) await Promise.resolve();
  };
};

/** Sources, clock and programs around one table. */
export class DeliverySimulation {
  readonly #table: Table;
  readonly #cargo: Cargo;
  readonly #shards: (readonly StreamRecord[])[];
  readonly #isDispatched: boolean;
  readonly #ingestSettings: IngestSettings;
  readonly #evaluateSettings: EvaluateSettings;
  readonly #pointers: number[];
  #inFlight: { readonly sentAt: EpochMs; readonly operation: () => Promise<unknown> }[] = [];
  readonly #delivered = new Set<number>();
  readonly published: Transition[] = [];
  readonly #pause: () => Promise<void>;
  #attempts = 0;
  #nextFault: () => Fault = noFaults;
  #evaluators: ReturnType<typeof makeEvaluate>[] = [];
  #ingest: ReturnType<typeof makeIngest> | undefined;
  now: EpochMs = START;

  constructor(
    table: Table,
    cargo: Cargo,
    ingestSettings: IngestSettings,
    evaluateSettings: EvaluateSettings,
    pause: () => Promise<void> = async () => {},
    /** Each slot is evaluated by an invocation of its own. */
    isDispatched = false,
  ) {
    this.#table = table;
    this.#cargo = cargo;
    this.#ingestSettings = ingestSettings;
    this.#evaluateSettings = evaluateSettings;
    this.#pause = pause;
    this.#shards = [...cargo.shards];
    this.#isDispatched = isDispatched;
    this.#pointers = cargo.shards.map(() => 0);
  }

  /** The first tick: from then on the installation counts. */
  async begin(): Promise<void> {
    await this.#tick(this.now, noFaults, true);
  }

  async run(given: Step): Promise<void> {
    const step = 'shard' in given ? { ...given, shard: given.shard % this.#shards.length } : given;
    switch (step.kind) {
      case 'deliver': {
        const isDone = await this.#deliver(step.shard, step.length, faultsOf(step.faults));
        if (isDone && !step.isForgotten) this.#advance(step.shard, step.length);
        return;
      }
      case 'twins': {
        const next = faultsOf(step.faults);
        const outcomes = await Promise.all(step.lengths.map((length) => this.#deliver(step.shard, length, next)));
        const done = step.lengths.filter((_, index) => outcomes[index]);
        if (done.length > 0) this.#advance(step.shard, Math.max(...done));
        return;
      }
      case 'rewind':
        this.#pointers[step.shard] = Math.min(step.to, this.#pointers[step.shard] ?? 0);
        return;
      case 'direct':
        await this.#deliverDirect(step.index % Math.max(1, this.#cargo.direct.length), faultsOf(step.faults));
        return;
      case 'tick': {
        const next = faultsOf(step.faults);
        const minutes = step.behindMinutes.map((behind) => epochMs(this.now - behind * MS_PER_MINUTE));
        await Promise.all(minutes.map((minute, index) => this.#tick(minute, next, false, index)));
        return;
      }
      case 'pass':
        for (let minute = 0; minute < step.minutes; minute++) {
          this.now = epochMs(this.now + MS_PER_MINUTE);
          await this.#land(LONGEST_FLIGHT_MS);
          if (step.isEvaluated && minute % 5 === 0) await this.#tick(this.now, noFaults, true);
        }
        return;
      case 'land':
        await this.#land(0);
        return;
      case 'grow': {
        const layout = await readLayout(this.#table);
        if (layout !== undefined && layout.slots < MOST_SLOTS) await growLayout(this.#table, layout, layout.slots * 2);
        return;
      }
      case 'former slot': {
        const layout = await readLayout(this.#table);
        if (layout === undefined || layout.slots === layout.first) return;
        const slots = layout.slots / 2;
        await this.#tick(this.now, noFaults, true, 0, { slots, slot: step.slot % slots });
        return;
      }
      case 'reshard':
        this.#reshard(step.shards.map((shard) => shard % this.#shards.length));
        return;
      case 'cold start':
        this.#evaluators = [];
        this.#ingest = undefined;
        return;
    }
  }

  /** Lets everything arrive that has not, without faults, and evaluates until nothing is open any more. */
  async drain(): Promise<void> {
    await this.run({ kind: 'land' });
    this.now = epochMs(this.now + 60 * MS_PER_MINUTE);
    for (const [shard, records] of this.#shards.entries()) {
      while ((this.#pointers[shard] ?? 0) < records.length) {
        if (!(await this.#deliver(shard, 5, noFaults))) throw new Error('a delivery without faults failed');
        this.#advance(shard, 5);
      }
    }
    for (const index of this.#cargo.direct.keys()) {
      if (!this.#delivered.has(index)) await this.#deliverDirect(index, noFaults);
    }
    for (let quarter = 0; quarter < 6; quarter++) {
      this.now = epochMs(this.now + 15 * MS_PER_MINUTE);
      await this.#tick(this.now, noFaults, true);
    }
  }

  /** Everything that was sent, folded once and in one piece. */
  truth(): SummaryTable {
    const windows = new SummaryTable(this.#ingestSettings.salt);
    const payloads = [...this.#cargo.shards.flat(), ...this.#cargo.direct];
    for (const { data } of payloads) foldPayload(data, windows, emptyIngestTally(), this.#ingestSettings);
    return windows;
  }

  async #land(inFlightForMs: number): Promise<void> {
    const landing = this.#inFlight.filter(({ sentAt }) => this.now - sentAt >= inFlightForMs);
    this.#inFlight = this.#inFlight.filter((one) => !landing.includes(one));
    for (const { operation } of landing) await operation();
  }

  #arrived(shard: number): readonly StreamRecord[] {
    return (this.#shards[shard] ?? []).filter(({ arrivedAt }) => arrivedAt <= this.now);
  }

  #advance(shard: number, count: number): void {
    this.#pointers[shard] = Math.min((this.#pointers[shard] ?? 0) + count, this.#arrived(shard).length);
  }

  async #deliver(shard: number, length: number, nextFault: () => Fault): Promise<boolean> {
    const from = this.#pointers[shard] ?? 0;
    const records = this.#arrived(shard).slice(from, from + length);
    if (records.length === 0) return false;
    return this.#invokeIngest(kinesisEvent(`shardId-${String(shard).padStart(12, '0')}`, records), nextFault);
  }

  async #deliverDirect(index: number, nextFault: () => Fault): Promise<void> {
    const delivery = this.#cargo.direct[index];
    if (delivery === undefined || delivery.at > this.now) return;
    if (await this.#invokeIngest(directEvent(delivery.data), nextFault)) this.#delivered.add(index);
  }

  async #invokeIngest(event: object, nextFault: () => Fault): Promise<boolean> {
    this.#nextFault = nextFault;
    this.#ingest ??= makeIngest({
      table: this.#faulty(),
      metrics: { emit: () => {} },
      clock: () => this.now,
      settings: this.#ingestSettings,
    });
    const read = readIngestEvent(event);
    if (!read.ok) throw new Error(read.problem.code);
    return survives(this.#ingest(read.value, `attempt-${++this.#attempts}`));
  }

  async #tick(now: EpochMs, nextFault: () => Fault, mustSurvive = false, evaluator = 0, slot?: Slot): Promise<void> {
    this.#nextFault = nextFault;
    this.#evaluators[evaluator] ??= makeEvaluate({
      table: this.#faulty(),
      publisher: {
        publish: async (transition) => {
          this.published.push(transition);
          return { kind: 'published' };
        },
      },
      metrics: { emit: () => {} },
      clock: () => this.now,
      settings: this.#evaluateSettings,
      ...(this.#isDispatched && { invoker: this.#invoker }),
    });
    const evaluate = this.#evaluators[evaluator];
    const tick = startOf(minuteOf(now));
    const ran = [
      await survives(evaluate({ now: tick, attempt: `attempt-${++this.#attempts}`, ...(slot && { slot }) })),
    ];
    const started = this.#started.splice(0);
    const slots = started.map((one) => survives(evaluate({ ...one, attempt: `attempt-${++this.#attempts}` })));
    ran.push(...(await Promise.all(slots)));
    if (mustSurvive && ran.includes(false)) throw new Error('a tick without faults failed');
  }

  readonly #started: { readonly slot: Slot; readonly now: EpochMs }[] = [];

  readonly #invoker: SlotInvoker = {
    invoke: async (slot, now) => {
      this.#started.push({ slot, now });
      return 'started';
    },
  };

  #reshard([first = 0, second = 0]: readonly number[]): void {
    const waiting: StreamRecord[] = [];
    for (const shard of new Set([first, second])) {
      const records = this.#shards[shard] ?? [];
      waiting.push(...records.filter(({ arrivedAt }) => arrivedAt > this.now));
      this.#shards[shard] = records.filter(({ arrivedAt }) => arrivedAt <= this.now);
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

  #faulty(): Table {
    return new FaultyTable(
      this.#table,
      () => this.#nextFault(),
      (operation) => this.#inFlight.push({ sentAt: this.now, operation }),
      this.#pause,
    );
  }
}

const noFaults = (): Fault => 'none';

const faultsOf = (faults: readonly Fault[]): (() => Fault) => {
  const left = faults.values();
  return () => left.next().value ?? 'none';
};

const survives = async (run: Promise<unknown>): Promise<boolean> => {
  try {
    await run;
    return true;
  } catch (error) {
    if (error instanceof TableProblem) return false;
    throw error;
  }
};
