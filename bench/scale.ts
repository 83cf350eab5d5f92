import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  type DayOptions,
  EVENTS_PER_FUNCTION_MINUTE,
  type MinuteFigures,
  startDay,
  WARM_MINUTES,
} from './scale/day.ts';
import { AT_BEST, bestYardstick, figuresOf, GROWING } from './scale/day-figures.ts';
import { startDynaliteProcess } from './scale/dynalite-process.ts';
import { ENVIRONMENT_ARGUMENT, serveEnvironment } from './scale/environment.ts';

/**
 * The deployed handlers under a simulated day of growing fleets, each environment a process of its own, against a double
 * that counts what DynamoDB would bill; and a small fleet over the wire, against dynalite.
 *
 *     npm run bench:scale [-- functions…]
 *
 * Exits 1 when a figure grows faster than the fleet, when 10,000 functions take more CPU in any tick than they may, or
 * when an invocation does not fit into its Lambda.
 */
const MINUTES = 16;
const WIRE = { functions: 50, minutes: 15 };

/** As many functions as a slot has at most, below 25,600 in all. */
const FULL_SLOT = 400;
const LARGEST_FLEET = 10_000;

/**
 * Per function, beyond which a figure grows faster than the fleet. Most of it is for steps: ten times the functions may be
 * eight or sixteen times the slots, and each slot has a row of its own in each delivery, whose price is rounded up.
 */
const LINEAR_WITHIN = 1.2;

/** CPU that the evaluation of 10,000 functions may take in any tick, all slots together, at the machine's best pace. */
const MOST_TICK_MS = 6_000;
/** Of evaluate's 1,024 MB, and of its 55 s at 0.58 of a core. */
const MOST_INVOCATION_MB = 1_024;
const MOST_INVOCATION_MS = 55_000 * 0.58;

const program = fileURLToPath(import.meta.url);

interface MeasuredDay {
  readonly functions: number;
  readonly measured: readonly MinuteFigures[];
  readonly figures: ReturnType<typeof figuresOf>;
}

/** Several days, which go on in turn, minute by minute. */
const runDays = async (options: readonly DayOptions[]): Promise<MeasuredDay[]> => {
  const days = options.map((day) => ({ ...day, ...startDay(day, program), all: [] as MinuteFigures[] }));
  for (let minute = -WARM_MINUTES; minute < MINUTES; minute++) {
    for (const { minutes, next, all } of days) if (minute < minutes) all.push(await next());
  }
  for (const { stop } of days) stop();
  return days.map(({ functions, all }) => {
    const measured = all.filter(({ minute }) => minute >= 0);
    return { functions, measured, figures: figuresOf(functions, measured, bestYardstick(all)) };
  });
};

const show = (title: string, figures: Readonly<Record<string, number>>): void => {
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(50)} ${Number(value.toFixed(1))}`);
  console.info([title, ...lines].join('\n'));
};

/** What the day of a fleet is above its limits in. */
const missesOf = ({ functions, figures }: MeasuredDay): string[] => {
  const {
    [AT_BEST]: tickMs,
    'evaluation, CPU ms of the dearest invocation': invocationMs,
    'evaluation, peak memory of an environment, MB': peakMb,
  } = figures;
  const limits = [
    ...(functions === LARGEST_FLEET ? [[`ms of CPU in one tick`, tickMs, MOST_TICK_MS] as const] : []),
    ['ms of CPU in one invocation', invocationMs, MOST_INVOCATION_MS] as const,
    ['MB in one environment', peakMb, MOST_INVOCATION_MB] as const,
  ];
  // Not a number is no verdict either.
  const missed = limits.filter(([, value, most]) => !(value <= most));
  return missed.map(([name, value]) => `${functions} functions: ${Math.round(value)} ${name}`);
};

const compare = (smaller: MeasuredDay, larger: MeasuredDay): string[] => {
  const fleet = larger.functions / smaller.functions;
  const growing = `${smaller.functions} → ${larger.functions} functions`;
  console.info(`${growing}, ×${fleet}; per function, at most ×${LINEAR_WITHIN}`);
  return GROWING.flatMap(([name, growthOf]) => {
    const growth = growthOf(smaller.measured, larger.measured);
    const isLinear = growth / fleet <= LINEAR_WITHIN;
    const verdict = isLinear ? 'linear or better' : 'FASTER THAN THE FLEET';
    const perFunction = (growth / fleet).toFixed(2);
    console.info(`  ${name.padEnd(26)} ×${growth.toFixed(1).padEnd(6)} per function ×${perFunction}  ${verdict}`);
    return isLinear ? [] : [`${growing}: ${name} ×${growth.toFixed(1)}`];
  });
};

const run = async (given: readonly number[]): Promise<void> => {
  console.info(
    `A day in ${MINUTES} minutes, one of each ${(24 * 60) / MINUTES}, after ${WARM_MINUTES} to warm up; ` +
      `${EVENTS_PER_FUNCTION_MINUTE * 1_440} events a day and function. Load average ${loadavg()[0]?.toFixed(1)}.`,
  );
  const fleets = given.length > 0 ? given : [100, FULL_SLOT, 1_000, LARGEST_FLEET];
  const days = await runDays(fleets.map((functions) => ({ functions, minutes: MINUTES })));
  for (const { functions, figures } of days) show(`${functions} functions`, figures);
  const missed = days.flatMap(missesOf);
  const growing = days.filter(({ functions }) => functions !== FULL_SLOT);
  for (const [index, larger] of growing.entries()) {
    const smaller = growing[index - 1];
    if (smaller !== undefined) missed.push(...compare(smaller, larger));
  }
  const { endpoint, tableName, stop } = await startDynaliteProcess();
  const wired = await runDays([{ ...WIRE, dynamo: { endpoint, tableName } }]);
  stop();
  for (const { functions, figures } of wired) {
    show(`${functions} functions over HTTP, against dynalite in a process of its own`, {
      'simulated minutes': figures['simulated minutes'],
      'ingest, events a second and core': figures['ingest, events a second and core'],
      'evaluation, CPU ms a tick': figures['evaluation, CPU ms a tick'],
    });
  }
  console.info(`load average ${loadavg()[0]?.toFixed(1)}`);
  for (const miss of missed) console.error(`bench:scale: ${miss}`);
  if (missed.length > 0) process.exitCode = 1;
};

const [first, options = ''] = process.argv.slice(2);
if (first === ENVIRONMENT_ARGUMENT) serveEnvironment(options);
else await run(process.argv.slice(2).map(Number));
