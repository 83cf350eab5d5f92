import { loadavg } from 'node:os';
import { makeEvaluate } from '../lib/core/pipeline/evaluate.ts';
import { makeIngest } from '../lib/core/pipeline/ingest.ts';
import { MemoryTable } from '../lib/core/pipeline/memory-table.ts';
import type { SlotInvoker } from '../lib/core/pipeline/ports.ts';
import type { Slot } from '../lib/core/pipeline/slot-layout.ts';
import { epochMs, MS_PER_MINUTE } from '../lib/core/units.ts';
import { CountingTable, nothingBilled } from './scale/counting-table.ts';
import { measureDynamoAnswers } from './scale/dynamo-answers.ts';
import { minuteOfTraffic } from './scale/fleet-traffic.ts';

/**
 * Ingest and evaluation of growing fleets, minute after minute, against a table that counts what it would cost. Prints
 * CPU per event, write and read units, evaluation per 1,000 functions, memory, and the growth from step to step.
 *
 *     npm run bench:scale [-- functions…]
 */
const FILTER = 'bench';
const REGION = 'eu-west-1';
const SALT = 7;
/** A run ends after so much time, or when it has seen so many minutes. */
const MOST_SECONDS_A_FLEET = 50;
const MOST_MINUTES = 60;
/** Warm-up and the first checkpoint lie before what is measured. */
const WARM_MINUTES = 3;
const EVENTS_PER_FUNCTION_MINUTE = 15;
const START = epochMs(Date.UTC(2026, 0, 6, 12));

interface Result {
  readonly functions: number;
  readonly minutes: number;
  readonly slots: number;
  readonly eventsPerSecond: number;
  readonly writeUnitsPerMillion: number;
  readonly itemsPerMillion: number;
  readonly evaluateMsPerTick: number;
  readonly evaluateWorstMs: number;
  readonly evaluateMsPerThousand: number;
  readonly readUnitsPerTick: number;
  readonly writeUnitsPerTick: number;
  readonly requestsPerTick: number;
  readonly peakRssMb: number;
}

const run = async (functions: number): Promise<Result> => {
  const memory = new MemoryTable();
  const ingestBilled = nothingBilled();
  const tickBilled = nothingBilled();
  let now = START;
  const clock = () => now;
  const metrics = { emit: () => {} };
  const foldSettings = { region: REGION, salt: SALT, slots: 1, subscriptionFilter: FILTER };
  const ingest = makeIngest({ table: new CountingTable(memory, ingestBilled), metrics, clock, settings: foldSettings });
  // One process per slot, as warm Lambda environments are.
  const workers = new Map<string, ReturnType<typeof makeEvaluate>>();
  const asked: { readonly slot: Slot; readonly now: typeof now }[] = [];
  const invoker: SlotInvoker = {
    invoke: async (slot, at) => {
      asked.push({ slot, now: at });
      return 'started';
    },
  };
  const settings = { salt: SALT, slots: 1, learningMinutes: 0, historyDays: 35, minimumSeverity: 'medium' } as const;
  const publisher = { publish: async () => ({ kind: 'published' }) as const };
  const table = new CountingTable(memory, tickBilled);
  const worker = (name: string) => {
    const known = workers.get(name) ?? makeEvaluate({ table, publisher, metrics, clock, settings, invoker });
    workers.set(name, known);
    return known;
  };
  const began = performance.now();
  let [ingestCpuMs, events, sequence, minutes, peakRss] = [0, 0, 0, 0, 0];
  const ticks: number[] = [];
  for (; minutes < MOST_MINUTES && performance.now() - began < MOST_SECONDS_A_FLEET * 1_000; minutes++) {
    const startMs = START + minutes * MS_PER_MINUTE;
    const options = { functions, eventsPerMinute: functions * EVENTS_PER_FUNCTION_MINUTE, subscriptionFilter: FILTER };
    const traffic = minuteOfTraffic(options, startMs);
    now = epochMs(startMs + 65_000);
    const records = traffic.payloads.map((data) => ({
      shard: 'nightjar/shardId-000000000000',
      sequence: String(1_000_000_000 + sequence++),
      arrivedAt: now,
      data,
    }));
    if (minutes === WARM_MINUTES) Object.assign(ingestBilled, nothingBilled());
    if (minutes === WARM_MINUTES) Object.assign(tickBilled, nothingBilled());
    const ingestMs = await cpuMsOf(() => ingest({ kind: 'kinesis', records }, `i${minutes}`));
    now = epochMs(startMs + 2 * MS_PER_MINUTE);
    const tick = { now, attempt: `t${minutes}` };
    const tickMs = await cpuMsOf(async () => {
      await worker('dispatcher')(tick);
      for (const one of asked.splice(0)) {
        await worker(`${one.slot.slot}.${one.slot.slots}`)({ ...tick, slot: one.slot });
      }
    });
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
    if (minutes < WARM_MINUTES) continue;
    events += traffic.events;
    ingestCpuMs += ingestMs;
    ticks.push(tickMs);
  }
  const measured = Math.max(1, minutes - WARM_MINUTES);
  const mean = ticks.reduce((sum, ms) => sum + ms, 0) / Math.max(1, ticks.length);
  return {
    functions,
    minutes,
    slots: (await memory.get('layout', 'slots'))?.revision ?? 1,
    eventsPerSecond: (events / ingestCpuMs) * 1_000,
    writeUnitsPerMillion: (ingestBilled.writeUnits / events) * 1e6,
    itemsPerMillion: (ingestBilled.itemsWritten / events) * 1e6,
    evaluateMsPerTick: mean,
    evaluateWorstMs: Math.max(...ticks),
    evaluateMsPerThousand: (mean / functions) * 1_000,
    readUnitsPerTick: tickBilled.readUnits / measured,
    writeUnitsPerTick: tickBilled.writeUnits / measured,
    requestsPerTick: tickBilled.requests / measured,
    peakRssMb: peakRss / 1_048_576,
  };
};

const cpuMsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

const print = (result: Result): void => {
  const figures = Object.entries(result).map(([name, value]) => `  ${name.padEnd(22)} ${Number(value.toFixed(1))}`);
  console.info(`${result.functions} functions\n${figures.slice(1).join('\n')}`);
};

const given = process.argv.slice(2).map(Number);
const fleets = given.length > 0 ? given : [100, 1_000, 10_000];
const results: Result[] = [];
for (const functions of fleets) {
  const result = await run(functions);
  print(result);
  results.push(result);
}
for (const [index, result] of results.entries()) {
  const smaller = results[index - 1];
  if (smaller === undefined) continue;
  const growth = (figure: 'evaluateMsPerTick' | 'readUnitsPerTick') => result[figure] / smaller[figure];
  console.info(
    `${smaller.functions} → ${result.functions}: evaluation ×${growth('evaluateMsPerTick').toFixed(1)}, read units ×${growth('readUnitsPerTick').toFixed(1)}`,
  );
}
const answers = await measureDynamoAnswers();
console.info(`answers of DynamoDB, base64 and JSON: ${answers.msPerMegabyte.toFixed(1)} ms CPU per MB of packed rows`);
console.info(`load average ${loadavg()[0]?.toFixed(1)}`);
