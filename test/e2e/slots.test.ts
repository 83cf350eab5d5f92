import { describe, expect, it } from 'vitest';
import { functionIdOf } from '../../lib/core/function-key.ts';
import { hash53 } from '../../lib/core/hash.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { makeEvaluate, type Tick } from '../../lib/core/pipeline/evaluate.ts';
import type { EvaluateSettings } from '../../lib/core/pipeline/evaluate-settings.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { changeLayout, readLayout } from '../../lib/core/pipeline/layout-row.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import type { MetricKey } from '../../lib/core/pipeline/ports.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { layoutFor, type Slot, slotOf } from '../../lib/core/pipeline/slot-layout.ts';
import { addMinutes, type EpochMs, epochMs, type Minute, minuteOf, startOf } from '../../lib/core/units.ts';
import { deliveriesOf, learnedCells, type StoryFunction } from '../support/live-story.ts';
import { kinesisEvent, loggedLines, OWNER, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';
import { evaluatedTotals, historyInvocations } from '../support/stored-counts.ts';
import { transitionPublisher } from '../support/transition-publisher.ts';

const FIRST = minuteOf(epochMs(Date.UTC(2026, 0, 12, 9)));
const MINUTES = 75;
const SALT = 3;
const FUNCTIONS: readonly StoryFunction[] = [
  { name: 'checkout', perMinute: 12, failing: { from: 20, to: 32, share: 0.7 } },
  { name: 'mailer', perMinute: 6 },
  { name: 'search', perMinute: 9 },
];

const ingestSettings = {
  region: 'eu-west-1',
  salt: SALT,
  slots: 1,
  subscriptionFilter: SUBSCRIPTION_FILTER,
};
const settings: EvaluateSettings = {
  salt: SALT,
  slots: 1,
  learningMinutes: 0,
  historyDays: 35,
  minimumSeverity: 'low',
};

/**
 * An installation whose slots are invocations of their own; `isDead` says which of them never come to anything.
 *
 * @param environments when there are several, any of them gets an invocation, and claims a slot
 */
const installation = (isDead: (slot: Slot, at: EpochMs) => boolean = () => false, environments = 1) => {
  const table = new MemoryTable();
  const sent: string[] = [];
  const figures: Partial<Record<MetricKey, number>>[] = [];
  let now = startOf(FIRST);
  let attempts = 0;
  const started: { readonly slot: Slot; readonly now: EpochMs }[] = [];
  const ports = {
    table,
    publisher: transitionPublisher(({ type, incident }) => sent.push(`${type} ${incident.id} ${incident.sequence}`)),
    metrics: { emit: (figure: Partial<Record<MetricKey, number>>) => figures.push(figure) },
    clock: () => now,
    settings,
    invoker: {
      invoke: async (slot: Slot, at: EpochMs) => {
        started.push({ slot, now: at });
        return 'started' as const;
      },
    },
  };
  const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: () => now, settings: ingestSettings });
  const claiming = { ...ports, pause: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  const evaluators = Array.from({ length: environments }, () => makeEvaluate(environments > 1 ? claiming : ports));
  const evaluate = (tick: Tick) => {
    const chosen = evaluators[hash53(tick.attempt) % environments];
    return chosen === undefined ? expect.unreachable() : chosen(tick);
  };
  return {
    table,
    sent,
    figures,
    deliver: async (event: object, at: EpochMs) => {
      now = at;
      const read = readIngestEvent(event);
      if (!read.ok) throw new Error(read.problem.code);
      await ingest(read.value, `ingest-${++attempts}`);
    },
    tick: async (at: EpochMs) => {
      now = at;
      await evaluate({ now, attempt: `tick-${++attempts}` });
      const slots = started.splice(0).filter((one) => !isDead(one.slot, at));
      await Promise.all(slots.map((one) => evaluate({ ...one, attempt: `tick-${++attempts}` })));
    },
  };
};

/** Which layout there is from a minute of the story on. */
type Changes = Readonly<Record<number, number>>;

/** Runs the story, in which the fleet is shared out anew. */
const tell = async (changes: Changes, isDead?: (slot: Slot, at: EpochMs) => boolean, environments?: number) => {
  const nightjar = installation(isDead, environments);
  const { table } = nightjar;
  const learned = learnedCells(FUNCTIONS, FIRST, 3, ingestSettings);
  await backfill({ table, settings, attempt: 'backfill' }, learned, addMinutes(FIRST, -1));
  for (let window: Minute = FIRST; window < FIRST + MINUTES; window = addMinutes(window, 1)) {
    const slots = changes[window - FIRST];
    const layout = await readLayout(table);
    if (slots !== undefined && layout) await changeLayout(table, layout, slots, startOf(window));
    for (const { at, event } of deliveriesOf(FUNCTIONS, FIRST, window)) await nightjar.deliver(event, at);
    await nightjar.tick(startOf(tickOf(window)));
  }
  return nightjar;
};

describe('slots', () => {
  it('say the same, once, whenever and however often the fleet is shared out anew', { timeout: 240_000 }, async () => {
    const whole = await tell({});
    expect(whole.sent[0]).toMatch(/^incident\.opened /);
    expect(whole.sent.at(-1)).toMatch(/^incident\.resolved /);
    // Before the trouble, while its opening may still be withdrawn, and while it is open.
    for (const changes of [
      { 3: 2, 9: 8 },
      { 22: 4, 24: 1 },
      { 3: 4, 30: 2, 40: 8, 60: 1 },
    ] as const) {
      const shared = await tell(changes);
      expect(shared.sent).toEqual(whole.sent);
      expect((await readLayout(shared.table))?.slots).toBe(Object.values(changes).at(-1));
      const ticks = shared.figures.reduce((sum, { ticks: count = 0 }) => sum + count, 0);
      expect(ticks).toBe(MINUTES);
    }
  });

  it('say the same in any environments, which claim them', { timeout: 240_000 }, async () => {
    const whole = await tell({});
    const shared = await tell({ 3: 4, 30: 2, 40: 8 }, undefined, 5);
    expect(shared.sent).toEqual(whole.sent);
    const ticks = shared.figures.reduce((sum, { ticks: count = 0 }) => sum + count, 0);
    expect(ticks).toBe(MINUTES);
  });

  it('that are dead silence no other one', { timeout: 240_000 }, async () => {
    const failing = functionIdOf({ account: OWNER, region: 'eu-west-1', name: 'checkout' });
    const other = 1 - slotOf(failing, 2);
    const { sent } = await tell({ 3: 2 }, ({ slot }) => slot === other);
    expect(sent[0]).toMatch(/^incident\.opened .*/);
    expect(sent.at(-1)).toMatch(/^incident\.resolved /);
  });

  it('become as many as the fleet needs, from 10 functions to 5,000, and count each call once', {
    timeout: 240_000,
  }, async () => {
    const { table, figures, deliver, tick } = installation();
    const fleets = [10, 10, 10, 5_000, 5_000, 5_000];
    let sent = 0;
    for (const [minute, functions] of fleets.entries()) {
      const at = epochMs(startOf(addMinutes(FIRST, minute)) + 20_000);
      const records = Array.from({ length: functions }, (_, index) => ({
        sequence: String(1_000_000 + sent++),
        arrivedAt: at,
        data: subscriptionData(
          `function-${index}`,
          loggedLines({ requestId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, at, durationMs: 5 }),
        ),
      }));
      await deliver(kinesisEvent('shardId-000000000000', records), at);
      await tick(startOf(addMinutes(FIRST, minute + 1)));
    }
    // Until their minutes are beyond the horizon, and in a checkpoint.
    for (const later of [8, 9, 45, 60]) await tick(startOf(addMinutes(FIRST, later)));
    expect(layoutFor(5_000)).toBe(16);
    expect(await readLayout(table)).toMatchObject({ slots: 16, history: [1, 16] });
    expect(figures.at(-1)).toMatchObject({ functionsTracked: 5_000, timeouts: 0, functionsNearMemoryLimit: 0 });
    expect((await evaluatedTotals(table)).starts).toBe(sent);
    expect(await historyInvocations(table, startOf(FIRST))).toBe(sent);
  });

  it('stay as they are when one evaluator shares out anew what another one has already', async () => {
    const { table, tick } = installation();
    await tick(startOf(FIRST));
    const seen = await readLayout(table);
    if (seen === undefined) throw new Error('no layout');
    await changeLayout(table, seen, 4, startOf(FIRST));
    await changeLayout(table, seen, 2, startOf(FIRST));
    expect((await readLayout(table))?.history).toEqual([1, 4]);
  });

  it('become as few again when the fleet shrank, after a day and not before', { timeout: 240_000 }, async () => {
    const { table, tick, deliver } = installation();
    await tick(startOf(FIRST));
    const day = 1_440;
    for (const [age, slots] of [
      [day - 2, 8],
      [day + 2, 1],
    ] as const) {
      const now = addMinutes(FIRST, age);
      const layout = await readLayout(table);
      if (layout?.slots === 1) await changeLayout(table, layout, 8, startOf(FIRST));
      for (const { at, event } of deliveriesOf(FUNCTIONS, FIRST, addMinutes(now, -2))) await deliver(event, at);
      await tick(startOf(now));
      expect((await readLayout(table))?.slots).toBe(slots);
    }
    await tick(startOf(addMinutes(FIRST, day + 3)));
    expect((await readLayout(table))?.history).toEqual([1, 8, 1]);
  });
});
