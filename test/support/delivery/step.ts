import fc from 'fast-check';
import { SHARDS } from './cargo.ts';
import type { Fault } from './faulty-table.ts';

/** Something that invokes a handler. */
export type Call =
  /** The event source of a shard, with the next records; `isForgotten`: it takes a success for a failure. */
  | { readonly kind: 'deliver'; readonly shard: number; readonly length: number; readonly isForgotten: boolean }
  /** CloudWatch Logs itself, in any order and any number of times. */
  | { readonly kind: 'direct'; readonly index: number }
  /** The schedule: for this minute, or for one that is long past or yet to come. */
  | { readonly kind: 'tick'; readonly behindMinutes: number };

export type Step =
  /** Invocations that run at once: different shards, two event sources on one, evaluators that race each other. */
  | { readonly kind: 'calls'; readonly calls: readonly Call[]; readonly faults: readonly Fault[] }
  /** The mapping was deleted and made again, from any record or from TRIM_HORIZON on. */
  | { readonly kind: 'rewind'; readonly shard: number; readonly to: number }
  | { readonly kind: 'pass'; readonly minutes: number; readonly isEvaluated: boolean }
  /** What is in flight lands. */
  | { readonly kind: 'land' }
  /** Processes that stood still go on. */
  | { readonly kind: 'wake' }
  /** Clocks of processes step: never by so much that AWS refuses what they sign. */
  | { readonly kind: 'clock'; readonly errorMinutes: number }
  /** The fleet outgrew its layout, or shrank; evaluators and ingest hear of it when they do. */
  | { readonly kind: 'layout'; readonly slots: number }
  /** An invocation for one slot of a layout that may be no more, or not yet. */
  | { readonly kind: 'lone slot'; readonly slots: number; readonly slot: number }
  /** What has not arrived yet goes to two new shards in place of one, or to one in place of two. */
  | { readonly kind: 'reshard'; readonly shards: readonly [number, number] }
  /** Processes end, and with them all that they remembered. */
  | { readonly kind: 'cold start' };

/** Any operation of an invocation is as likely as any other to be the one that meets a fault. */
const faults = fc
  .array(
    fc.record({
      after: fc.nat(24),
      fault: fc.constantFrom<Fault>('dies before', 'dies after', 'lands late', 'sleeps'),
    }),
    { maxLength: 2 },
  )
  .map((deaths) => deaths.flatMap(({ after, fault }) => [...Array<Fault>(after).fill('none'), fault]));

/** Those of the beginning, and some of those that resharding may bring; taken modulo what there is. */
const anyShard = fc.nat(SHARDS + 2);

const deliver = fc.record({
  kind: fc.constant('deliver' as const),
  shard: anyShard,
  length: fc.integer({ min: 1, max: 7 }),
  isForgotten: fc.boolean(),
});
const direct = fc.record({ kind: fc.constant('direct' as const), index: fc.nat(40) });
const tick = fc.record({
  kind: fc.constant('tick' as const),
  behindMinutes: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat(50) },
    { weight: 1, arbitrary: fc.integer({ min: -3 * 1_440, max: -1 }) },
  ),
});
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 6, arbitrary: deliver },
  { weight: 4, arbitrary: direct },
  { weight: 4, arbitrary: tick },
);

const calls = fc.oneof(
  { weight: 5, arbitrary: call.map((one) => [one]) },
  { weight: 3, arbitrary: fc.array(call, { minLength: 2, maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(deliver, fc.integer({ min: 1, max: 7 })).map(([one, length]) => [one, { ...one, length }]),
  },
  { weight: 1, arbitrary: fc.array(tick, { minLength: 2, maxLength: 3 }) },
);

const layout = fc.record({ kind: fc.constant('layout' as const), slots: fc.constantFrom(1, 2, 4, 8) });
const loneSlot = fc.record({
  kind: fc.constant('lone slot' as const),
  slots: fc.constantFrom(1, 2, 4, 8),
  slot: fc.nat(7),
});
const pass = fc.record({
  kind: fc.constant('pass' as const),
  minutes: fc.integer({ min: 1, max: 25 }),
  isEvaluated: fc.boolean(),
});

const plain = (kind: 'land' | 'wake' | 'cold start') => ({ weight: 1, arbitrary: fc.constant({ kind }) });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('calls' as const), calls, faults }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewind' as const), shard: anyShard, to: fc.nat(10) }) },
  { weight: 4, arbitrary: pass },
  plain('land'),
  plain('wake'),
  plain('cold start'),
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clock' as const), errorMinutes: fc.integer({ min: -12, max: 12 }) }),
  },
  { weight: 2, arbitrary: layout },
  { weight: 1, arbitrary: loneSlot },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reshard' as const), shards: fc.tuple(anyShard, anyShard) }) },
);

/** Layouts that come and go, with evaluators of all of them asleep somewhere. */
export const layoutStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: layout },
  { weight: 1, arbitrary: loneSlot },
  { weight: 3, arbitrary: pass },
  { weight: 2, arbitrary: fc.constant({ kind: 'wake' as const }) },
  { weight: 2, arbitrary: calls.map((own): Step => ({ kind: 'calls', calls: own, faults: [] })) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('calls' as const),
      calls: fc.array(tick, { minLength: 1, maxLength: 2 }),
      faults: fc
        .tuple(fc.nat(12), fc.constantFrom<Fault>('sleeps', 'sleeps', 'dies after'))
        .map(([after, fault]) => [...Array<Fault>(after).fill('none'), fault]),
    }),
  },
);
