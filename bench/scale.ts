import { loadavg } from 'node:os';
import { startDynaliteProcess } from './scale/dynalite-process.ts';
import { type DayResult, EVENTS_PER_FUNCTION_MINUTE, runDay, WARM_MINUTES } from './scale/run-day.ts';

/**
 * The deployed handlers under a simulated day of growing fleets, against a double that counts what DynamoDB would bill
 * and whose own CPU is left out; and a small fleet over the wire, against dynalite.
 *
 *     npm run bench:scale [-- functions…]
 *
 * Exits 1 when a figure grows faster than the fleet, or a fleet of 10,000 takes more CPU a tick than it may.
 */
const MINUTES = 16;
/** A fleet that has not seen its whole day by then has no figures. */
const MOST_SECONDS_A_FLEET = 900;
const WIRE = { functions: 50, minutes: 15 };
/** Beyond this over the growth of the fleet, a figure grows faster than the fleet. */
const LINEAR_WITHIN = 1.15;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Names carry units. */
const figuresOf = (result: DayResult) => {
  const { functions, minutes, slots, events, ingestCpuMs, ingestBilled, tickCpuMs, tickBilled } = result;
  const mean = sum(tickCpuMs) / Math.max(1, tickCpuMs.length);
  return {
    'simulated minutes': minutes,
    slots,
    'ingest, events a second and core': (events / ingestCpuMs) * 1_000,
    'items per million events': (ingestBilled.itemsWritten / events) * 1e6,
    'write units per million events': (ingestBilled.writeUnits / events) * 1e6,
    'read units per million events': (ingestBilled.readUnits / events) * 1e6,
    'evaluation, CPU ms a tick': mean,
    'evaluation, CPU ms of the dearest tick': Math.max(...tickCpuMs),
    'evaluation, CPU ms a tick and 1,000 functions': (mean / functions) * 1_000,
    'evaluation, CPU ms of the dearest invocation': result.dearestSlotCpuMs,
    'read units a tick': tickBilled.readUnits / Math.max(1, minutes),
    'write units a tick': tickBilled.writeUnits / Math.max(1, minutes),
    'requests a tick': tickBilled.requests / Math.max(1, minutes),
    'stored, KB a function': result.bytesStored / functions / 1_024,
    'peak memory with the table and all processes, MB': result.peakRssBytes / 1_048_576,
  };
};

type Figure = keyof ReturnType<typeof figuresOf>;

const GROWING: readonly Figure[] = [
  'evaluation, CPU ms a tick',
  'evaluation, CPU ms of the dearest tick',
  'read units a tick',
  'write units a tick',
  'requests a tick',
  'peak memory with the table and all processes, MB',
];

/** CPU that the evaluation of 10,000 functions may take a tick, all slots together. */
const MOST_TICK_MS = 6_000;
const LARGEST_FLEET = 10_000;

const show = (title: string, figures: Readonly<Record<string, number>>): void => {
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(50)} ${Number(value.toFixed(1))}`);
  console.info([title, ...lines].join('\n'));
};

console.info(
  `A day in ${MINUTES} minutes, one of each ${(24 * 60) / MINUTES}, after ${WARM_MINUTES} to warm up; ` +
    `${EVENTS_PER_FUNCTION_MINUTE * 1_440} events a day and function.`,
);
const given = process.argv.slice(2).map(Number);
const results: DayResult[] = [];
const missed: string[] = [];
for (const functions of given.length > 0 ? given : [100, 1_000, LARGEST_FLEET]) {
  const result = await runDay({ functions, minutes: MINUTES, mostSeconds: MOST_SECONDS_A_FLEET });
  const figures = figuresOf(result);
  show(`${functions} functions`, figures);
  results.push(result);
  if (result.minutes < MINUTES)
    missed.push(`${functions} functions: ${result.minutes} of ${MINUTES} minutes were measured`);
  const tickMs = figures['evaluation, CPU ms a tick'];
  if (functions >= LARGEST_FLEET && !(tickMs <= MOST_TICK_MS))
    missed.push(`a tick takes ${Math.round(tickMs)} ms of CPU`);
}
for (const [index, result] of results.entries()) {
  const smaller = results[index - 1];
  if (smaller === undefined) continue;
  const [before, after] = [figuresOf(smaller), figuresOf(result)];
  const fleet = result.functions / smaller.functions;
  console.info(`${smaller.functions} → ${result.functions} functions, ×${fleet}`);
  for (const name of GROWING) {
    const growth = after[name] / before[name];
    // Not a number is no verdict either.
    const isLinear = growth <= fleet * LINEAR_WITHIN;
    console.info(
      `  ${name.padEnd(50)} ×${growth.toFixed(1).padEnd(6)} ${isLinear ? 'linear or better' : 'FASTER THAN THE FLEET'}`,
    );
    if (!isLinear)
      missed.push(`from ${smaller.functions} to ${result.functions} functions: ${name} ×${growth.toFixed(1)}`);
  }
}
const dynamo = await startDynaliteProcess();
const wire = figuresOf(await runDay({ ...WIRE, mostSeconds: MOST_SECONDS_A_FLEET, dynamo }));
dynamo.stop();
show(`${WIRE.functions} functions over HTTP, against dynalite in a process of its own`, {
  'simulated minutes': wire['simulated minutes'],
  'ingest, events a second and core': wire['ingest, events a second and core'],
  'evaluation, CPU ms a tick': wire['evaluation, CPU ms a tick'],
});
console.info(`load average ${loadavg()[0]?.toFixed(1)}`);
for (const miss of missed) console.error(`bench:scale: ${miss}`);
if (missed.length > 0) process.exitCode = 1;
