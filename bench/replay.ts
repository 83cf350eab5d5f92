import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Summary } from '../lib/core/fold/summary.ts';
import { summaryOfRecord } from '../lib/core/fold/window-record.ts';
import type { FunctionId } from '../lib/core/function-key.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../lib/core/incident/ledger-settings.ts';
import { Fleet } from '../lib/core/pipeline/fleet.ts';
import { Replay } from '../lib/core/pipeline/replay.ts';
import { addMinutes, MINUTES_PER_DAY, type Minute, minute as minuteFrom } from '../lib/core/units.ts';
import { denseRecords } from './window-record-corpus.ts';

/**
 * Replaying window records against the bare `JSON.parse` of the same lines: one process, alternating rounds with the order
 * swapped, processor time, median of the rounds' ratios. Fails above the budget; then an idle fleet is advanced alone.
 */
const BUDGET_RATIO = 5;
const BUDGET_IDLE_US = 0.3;
const WARM_UPS = 4;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, functions: { type: 'string', default: '60' } },
});
const rounds = Number(values.rounds);
const functions = Number(values.functions);
/** 30-100 ms of `JSON.parse` a round. */
const LINES_PER_ROUND = 12_000;

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const timed = (work: () => number): { readonly us: number; readonly sink: number } => {
  const before = cpuUs();
  const sink = work();
  return { us: cpuUs() - before, sink };
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const bareParse = (lines: readonly string[]): number => {
  let sink = 0;
  for (const line of lines) {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) sink++;
  }
  return sink;
};

/** What `nightjar replay` does with each line, but for reading the file. */
class Subject {
  readonly #replay = new Replay({
    learnMinutes: 7 * MINUTES_PER_DAY,
    region: 'unknown',
    salt: 0,
    ledger: DEFAULT_LEDGER_SETTINGS,
  });
  #newest: Minute = minuteFrom(0);
  transitions = 0;

  take(lines: readonly string[]): number {
    let sink = 0;
    for (const line of lines) {
      const read = summaryOfRecord(JSON.parse(line), 0);
      if (!read.ok) throw new Error('the corpus is wrong');
      const { functionId, minute, summary } = read.value;
      if (!this.#replay.addSummary(functionId, minute, summary)) throw new Error('the corpus is out of order');
      if (minute > this.#newest) {
        this.#newest = minute;
        this.transitions += this.#replay.advance(addMinutes(minute, -21)).length;
      }
      sink++;
    }
    return sink;
  }
}

const measureRatio = (): void => {
  const corpus = denseRecords({ functions, seed: 1 });
  const next = (): readonly string[] => Array.from({ length: LINES_PER_ROUND }, () => corpus.next().value);
  const subject = new Subject();
  const ratios: number[] = [];
  const parseUs: number[] = [];
  const subjectUs: number[] = [];
  for (let round = -WARM_UPS; round < rounds; round++) {
    const lines = next();
    const subjectFirst = round % 2 === 0 ? timed(() => subject.take(lines)) : undefined;
    const bare = timed(() => bareParse(lines));
    const whole = subjectFirst ?? timed(() => subject.take(lines));
    if (bare.sink !== whole.sink) throw new Error('the two arms read different lines');
    if (round < 0) continue;
    ratios.push(whole.us / bare.us);
    parseUs.push(bare.us / LINES_PER_ROUND);
    subjectUs.push(whole.us / LINES_PER_ROUND);
  }
  const ratio = median(ratios);
  console.log(`ratio to JSON.parse   ${ratio.toFixed(2)} (budget ${BUDGET_RATIO}, aim 3)`);
  console.log(`µs per record         ${median(subjectUs).toFixed(2)}, JSON.parse ${median(parseUs).toFixed(2)}`);
  console.log(`records per second    ${Math.round(1e6 / median(subjectUs)).toLocaleString('en-US')} (target 40,000)`);
  console.log(`transitions           ${subject.transitions}`);
  if (ratio > BUDGET_RATIO) process.exitCode = 1;
};

const measureIdle = (): void => {
  const fleet = Fleet.empty(minuteFrom(29_000_000));
  const settings = { alertsFrom: minuteFrom(29_000_000 + 2 * MINUTES_PER_DAY), slots: 1 };
  const idle: ReadonlyMap<FunctionId, Summary> = new Map();
  const corpus = denseRecords({ functions: 500, seed: 2, begin: 29_000_001 * 60_000 });
  for (let at = 0; at < 30; at++) {
    const summaries = new Map<FunctionId, Summary>();
    for (let index = 0; index < 500; index++) {
      const read = summaryOfRecord(JSON.parse(corpus.next().value), 0);
      if (read.ok) summaries.set(read.value.functionId, read.value.summary);
    }
    fleet.advance(summaries, settings);
  }
  const perMinute: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { us } = timed(() => {
      for (let at = 0; at < MINUTES_PER_DAY; at++) fleet.advance(idle, settings);
      return 0;
    });
    perMinute.push(us / MINUTES_PER_DAY / fleet.size);
  }
  const idleUs = median(perMinute);
  console.log(
    `µs per idle minute    ${idleUs.toFixed(4)} per function (budget ${BUDGET_IDLE_US}), ${fleet.size} functions`,
  );
  if (idleUs > BUDGET_IDLE_US) process.exitCode = 1;
};

measureRatio();
measureIdle();
console.log(
  `load average          ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
);
