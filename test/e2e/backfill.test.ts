import { describe, expect, it } from 'vitest';
import type { FunctionMetrics } from '../../lib/core/backfill/function-metrics.ts';
import type { MetricMinute } from '../../lib/core/backfill/metric-minute.ts';
import type { PastNamesPorts, SampleLine } from '../../lib/core/backfill/past-names.ts';
import { makeBackfill } from '../../lib/core/backfill/run-backfill.ts';
import { LONGEST_BACKFILL_MS, readProgress } from '../../lib/core/pipeline/backfill-progress.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import { readFleetHistory } from '../../lib/core/pipeline/history-rows.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { readLayout } from '../../lib/core/pipeline/layout-row.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import type { Table } from '../../lib/core/pipeline/ports.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, type EpochMs, epochMs, type Minute, minuteOf, startOf } from '../../lib/core/units.ts';
import { FaultyTable } from '../support/delivery/faulty-table.ts';
import { deliveriesOf, type StoryFunction } from '../support/live-story.ts';
import { SUBSCRIPTION_FILTER } from '../support/log-payload.ts';
import { transitionPublisher } from '../support/transition-publisher.ts';

const DEPLOYED = minuteOf(epochMs(Date.UTC(2026, 0, 19, 9)));
const FUNCTIONS: readonly StoryFunction[] = [
  { name: 'checkout', perMinute: 12, failing: { from: 30, to: 45, share: 0.7 } },
  { name: 'mailer', perMinute: 6 },
];
const SALT = 3;
const settings = {
  salt: SALT,
  slots: 1,
  learningMinutes: 7 * 1_440,
  historyDays: 35,
  minimumSeverity: 'low',
  awaitsBackfill: true,
} as const;
const ingestSettings = {
  region: 'eu-west-1',
  salt: SALT,
  slots: 1,
  subscriptionFilter: SUBSCRIPTION_FILTER,
  ownLogGroups: [],
};

/** What CloudWatch would say of functions that are called as often as those of the story. */
class StoryMetrics implements FunctionMetrics {
  readonly longestSpanMinutes = 10_080;
  readonly metricsPerRequest = 7;
  readonly asked: string[] = [];
  readonly #rates: ReadonlyMap<string, number>;

  constructor(rates: ReadonlyMap<string, number> = new Map(FUNCTIONS.map(({ name, perMinute }) => [name, perMinute]))) {
    this.#rates = rates;
  }

  async read(functionName: string, from: Minute, until: Minute): Promise<readonly MetricMinute[]> {
    this.asked.push(functionName);
    const rate = this.#rates.get(functionName) ?? 0;
    const rows: MetricMinute[] = [];
    for (let minute = from; minute <= until && rate > 0; minute = addMinutes(minute, 1)) {
      const invocations = Math.round(rate * (0.8 + 0.4 * ((minute * 7919) % 101) * 0.01));
      rows.push({ minute, invocations, errors: 0, durationMs: { min: 40, p25: 55, p50: 70, p75: 85, max: 100 } });
    }
    return rows;
  }
}

const backfillOn = (
  table: Table,
  metrics: FunctionMetrics,
  clock: () => EpochMs,
  names: readonly string[],
  days = 14,
  past?: PastNamesPorts,
) => {
  const run = makeBackfill({
    table,
    metrics,
    clock,
    functions: async () => names.map((name) => ({ name, logGroup: `/aws/lambda/${name}` })),
    settings,
    ...(past && { past }),
  });
  const place = { account: '123456789012', region: 'eu-west-1', days, maximumDollars: 5 };
  return (attempt: string, endsAt = epochMs(clock() + 840_000)) => run({ ...place, attempt, endsAt });
};
/** Nobody else is there. */
const NOTHING_ELSE = {
  leaveInFlight: () => {},
  sleep: async () => 'awake' as const,
  pause: async () => {},
  pageRows: 1_000,
};
const THREE_HOURS = 3 / 24;
const NAMES = FUNCTIONS.map(({ name }) => name);

/** What evaluation would begin with. */
const imageOf = async (table: Table): Promise<unknown> => {
  const history = await readFleetHistory(table, addMinutes(DEPLOYED, -2 * 1_440), DEPLOYED);
  return {
    layout: await readLayout(table),
    slot: await table.get('document|slot|0.1', 'head').then((row) => row?.revision),
    history: [...history].sort(),
  };
};

describe('the first day of an installation', () => {
  it('alerts within the hour on what metrics taught, and waits for them without looking dead', async () => {
    const table = new MemoryTable();
    let now = startOf(DEPLOYED);
    const ticks: number[] = [];
    const sent: string[] = [];
    const metrics = { emit: (figures: { ticks?: number }) => void ticks.push(figures.ticks ?? 0) };
    const publisher = transitionPublisher(({ type, incident }) =>
      sent.push(`${type} ${incident.members.map(({ signal }) => signal).join(',')}`),
    );
    const evaluate = makeEvaluate({ table, publisher, metrics, clock: () => now, settings });
    const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: () => now, settings: ingestSettings });
    const backfill = backfillOn(table, new StoryMetrics(), () => now, NAMES);
    for (let window = DEPLOYED; window < DEPLOYED + 60; window = addMinutes(window, 1)) {
      // Filters are in place after ten minutes.
      for (const { at, event } of window < DEPLOYED + 10 ? [] : deliveriesOf(FUNCTIONS, DEPLOYED, window)) {
        now = at;
        const read = readIngestEvent(event);
        if (!read.ok) throw new Error(read.problem.code);
        await ingest(read.value, `ingest-${at}`);
      }
      now = startOf(tickOf(window));
      await evaluate({ now, attempt: `tick-${now}` });
      if (window === DEPLOYED + 5) {
        expect(await readLayout(table)).toBeUndefined();
        const progress = await backfill('first');
        expect(progress).toMatchObject({ status: 'done', functions: 2, functionsLearnt: 2, metricsRead: 28 });
      }
    }
    expect(ticks).toEqual(Array.from({ length: 60 }, () => 1));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^incident.opened .*errors/);
    const again = await backfill('second');
    expect(again.status).toBe('done');
  });

  it('comes to the same end wherever a run dies', async () => {
    const clock = () => startOf(DEPLOYED);
    const whole = new MemoryTable();
    await backfillOn(whole, new StoryMetrics(), clock, NAMES, THREE_HOURS)('whole');
    const expected = await imageOf(whole);
    let deaths = 0;
    for (let fatal = 0; ; fatal++) {
      const kind = fatal % 2 === 0 ? 'dies before' : 'dies after';
      const table = new MemoryTable();
      let left = fatal >> 1;
      let isDead = false;
      const faulty = new FaultyTable(table, NOTHING_ELSE);
      faulty.meet(() => {
        isDead ||= left-- <= 0;
        return isDead ? kind : 'none';
      });
      const first = backfillOn(
        faulty,
        new StoryMetrics(),
        clock,
        NAMES,
        THREE_HOURS,
      )('first', epochMs(clock() + 60_000));
      const survived = await first.then(
        () => true,
        () => false,
      );
      if (survived) break;
      // The dead run's time must be over before another begins.
      const later = () => epochMs(startOf(DEPLOYED) + 2 * 60_000);
      const done = await backfillOn(table, new StoryMetrics(), later, NAMES, THREE_HOURS)('second');
      expect(done.status).toBe('done');
      expect(await imageOf(table)).toEqual(expected);
      deaths++;
    }
    expect(deaths).toBeGreaterThan(20);
  }, 60_000);

  it('shares a large fleet out, goes on where a run ended, and leaves no second run to the same work', async () => {
    const table = new MemoryTable();
    const names = Array.from({ length: 900 }, (_, index) => `worker-${index}`);
    const metrics = new StoryMetrics(new Map([['worker-1', 2]]));
    let now = startOf(DEPLOYED);
    const clock = () => {
      now = epochMs(now + 1_000);
      return now;
    };
    const backfill = backfillOn(table, metrics, clock, names);
    const first = await backfill('first', epochMs(now + 8_000));
    expect(first).toMatchObject({ status: 'running', slots: 4, functions: 900 });
    expect(first.slotsDone).toBeGreaterThan(0);
    expect(first.slotsDone).toBeLessThan(4);
    const [second, third] = await Promise.allSettled([backfill('second'), backfill('third')]);
    const ends = [second, third].map((end) => (end.status === 'fulfilled' ? end.value.status : 'outrun'));
    expect(ends).toContain('done');
    expect(ends).not.toEqual(['done', 'done']);
    expect(metrics.asked).toHaveLength(2 * 900);
    expect((await readProgress(table))?.progress).toMatchObject({ slotsDone: 4, functionsLearnt: 1 });
    expect(await readLayout(table)).toMatchObject({ slots: 4, history: [4] });
  });

  it('begins without a backfill that never comes, with the slots it had begun, and is then left alone by it', async () => {
    const table = new MemoryTable();
    const publisher = { publish: async () => ({ kind: 'published' }) as const };
    let now = startOf(DEPLOYED);
    const evaluate = makeEvaluate({ table, publisher, metrics: { emit: () => {} }, clock: () => now, settings });
    await evaluate({ now, attempt: 'a' });
    now = epochMs(now + LONGEST_BACKFILL_MS - 60_000);
    await evaluate({ now, attempt: 'b' });
    expect(await readLayout(table)).toBeUndefined();
    now = epochMs(now + 60_000);
    await evaluate({ now, attempt: 'c' });
    expect(await readLayout(table)).toMatchObject({ slots: 1, history: [1] });
    const metrics = new StoryMetrics();
    expect((await backfillOn(table, metrics, () => now, NAMES)('late')).status).toBe('given-up');
    expect(metrics.asked).toEqual([]);
  });
});

describe('past lines', () => {
  const GIGABYTE = 1e9;
  const dayBefore = epochMs(Math.floor(startOf(DEPLOYED) / 86_400_000 - 1) * 86_400_000);
  const failureOf = (kind: string): SampleLine => ({
    logGroup: '/aws/lambda/checkout',
    day: dayBefore,
    count: 7,
    message: `2026-01-18T10:00:00.000Z\t0e8f1a52-0000-4000-8000-000000000001\tERROR\tInvoke Error \t{"errorType":"${kind}","errorMessage":"x","stack":["${kind}: x"]}\n`,
  });
  const pastOf = (samples: readonly SampleLine[], asked: string[][] = [], bytes = GIGABYTE): PastNamesPorts => ({
    incomingBytes: { sums: async (groups) => groups.map((_, index) => bytes * (index + 1)) },
    lines: {
      mostGroups: 10,
      find: async (groups) => {
        asked.push([...groups]);
        return { lines: samples, bytesScanned: GIGABYTE, isCut: false };
      },
    },
  });

  /** Whether two hours in which every tenth call fails of a TypeError are told as a new kind of error. */
  const tellsOfNewKind = async (past: PastNamesPorts | undefined): Promise<boolean> => {
    const functions = [{ name: 'checkout', perMinute: 12, failing: { from: 30, to: 150, share: 0.1 } }];
    const table = new MemoryTable();
    let now = startOf(DEPLOYED);
    const signals = new Set<string>();
    const publisher = transitionPublisher(({ incident }) => {
      for (const { signal } of incident.members) signals.add(signal);
    });
    const quiet = { emit: () => {} };
    const evaluate = makeEvaluate({ table, publisher, metrics: quiet, clock: () => now, settings });
    const ingest = makeIngest({ table, metrics: quiet, clock: () => now, settings: ingestSettings });
    const done = await backfillOn(table, new StoryMetrics(), () => now, ['checkout'], 14, past)('first');
    expect(done.status).toBe('done');
    for (let window = DEPLOYED; window < DEPLOYED + 150; window = addMinutes(window, 1)) {
      for (const { at, event } of deliveriesOf(functions, DEPLOYED, window)) {
        now = at;
        const read = readIngestEvent(event);
        if (!read.ok) throw new Error(read.problem.code);
        await ingest(read.value, `ingest-${at}`);
      }
      now = startOf(tickOf(window));
      await evaluate({ now, attempt: `tick-${now}` });
    }
    return signals.has('new-error');
  };

  it('teach which errors are usual: others alert on the first day', { timeout: 60_000 }, async () => {
    expect(await tellsOfNewKind(pastOf([failureOf('RangeError')]))).toBe(true);
    expect(await tellsOfNewKind(pastOf([failureOf('TypeError')]))).toBe(false);
    expect(await tellsOfNewKind(pastOf([]))).toBe(true);
    expect(await tellsOfNewKind(undefined)).toBe(false);
  });

  it('cost no more than allowed: groups that log least come first, and progress says what was left out', async () => {
    const table = new MemoryTable();
    const asked: string[][] = [];
    const names = ['a', 'b', 'c', 'd'];
    const past = pastOf([], asked, 250 * GIGABYTE); // 250, 500, 750 and 1,000 GB, where 1,000 GB are paid for
    const run = backfillOn(table, new StoryMetrics(), () => startOf(DEPLOYED), names, THREE_HOURS, past);
    const { lines } = await run('first');
    expect(asked).toEqual([['/aws/lambda/a', '/aws/lambda/b']]);
    expect(lines).toEqual({ bytesAsked: 750 * GIGABYTE, bytesScanned: GIGABYTE, functionsSearched: 2, cut: 0 });
  });

  it('cost no more than allowed where runs die again and again', async () => {
    const table = new MemoryTable();
    let searches = 0;
    const past: PastNamesPorts = {
      ...pastOf([], [], 300 * GIGABYTE),
      lines: {
        mostGroups: 10,
        find: () => {
          searches++;
          return new Promise(() => {}); // Lambda ends the run here
        },
      },
    };
    let now = startOf(DEPLOYED);
    for (let index = 0; index < 6; index++) {
      const run = backfillOn(table, new StoryMetrics(), () => now, ['a'], THREE_HOURS, past);
      const ended = await Promise.race([
        run(`run-${index}`).then(({ status }) => status),
        new Promise((resolve) => setTimeout(() => resolve('dead'), 300)),
      ]);
      expect(ended).toBe(index < 3 ? 'dead' : 'done');
      now = epochMs(now + 900_000);
    }
    expect(searches).toBe(3);
  });

  it('are left alone where the search is refused: metrics teach all the same', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const past = { ...pastOf([]), lines: { mostGroups: 1, find: () => Promise.reject(denied) } };
    const run = backfillOn(new MemoryTable(), new StoryMetrics(), () => startOf(DEPLOYED), NAMES, THREE_HOURS, past);
    expect(await run('first')).toMatchObject({
      status: 'done',
      functionsLearnt: 2,
      lines: { functionsSearched: 0, cut: 1, problem: 'AccessDeniedException' },
    });
  });
});
