import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Summary } from '../lib/core/fold/summary.ts';
import { readWindowLine } from '../lib/core/fold/window-line.ts';
import { summaryOfRecord } from '../lib/core/fold/window-record.ts';
import type { FunctionId } from '../lib/core/function-key.ts';
import { Fleet } from '../lib/core/pipeline/fleet.ts';
import { Replay } from '../lib/core/pipeline/replay.ts';
import { addMinutes, MINUTES_PER_DAY, type Minute, minute as minuteFrom } from '../lib/core/units.ts';
import { denseRecords } from './window-record-corpus.ts';

/**
 * Replaying window records against the bare `JSON.parse` of the same lines: one process, alternating rounds with the order
 * swapped, processor time, median of the rounds' ratios; for functions that learn and for functions that are judged.
 * Then an idle fleet is advanced alone, and what stays in memory is compared after a short and a long replay. Fails above
 * the budgets.
 *
 *     npm run bench:replay [-- --rounds 21 --functions 60]
 */
const BUDGET_RATIO = 5;
const BUDGET_IDLE_US = 0.3;
/** What a minute of further input may leave behind per function, in bytes: nothing but a little noise. */
const BUDGET_RETAINED_BYTES = 2;
const WARM_UPS = 4;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, functions: { type: 'string', default: '60' } },
});
const rounds = Number(values.rounds);
const functions = Number(values.functions);
/** 40 ms of `JSON.parse` a round and arm. */
const LINES_PER_ROUND = 36_000;
/** Judged functions have learnt for two days, and were judged for one before they are measured. */
const LEARNING_DAYS = 2;
const DAYS_BEFORE = 3;

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

/** Only between measurements: it costs optimised code. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
};

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
  readonly #replay: Replay;
  #newest: Minute = minuteFrom(0);
  transitions = 0;

  constructor(learnDays: number) {
    const learnMinutes = learnDays * MINUTES_PER_DAY;
    this.#replay = new Replay({ learnMinutes, region: 'unknown', salt: 0 });
  }

  take(lines: readonly string[]): number {
    let sink = 0;
    for (const line of lines) {
      const read = readWindowLine(line);
      if (read === undefined) throw new Error('the corpus is written in another way than window records are');
      const { functionId, minute, summary } = read;
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

/** One subject with its own records, measured against the parsing of the same lines. */
class Arm {
  readonly #name: string;
  readonly #subject: Subject;
  readonly #corpus = denseRecords({ functions, seed: 1 });
  readonly #ratios: number[] = [];
  readonly #parseUs: number[] = [];
  readonly #subjectUs: number[] = [];

  constructor(name: string, subject: Subject) {
    this.#name = name;
    this.#subject = subject;
  }

  /** Pieces of one text outside the heap, as lines of a file are: copying them around is not what is measured. */
  #lines(): readonly string[] {
    const lines = Array.from({ length: LINES_PER_ROUND }, () => this.#corpus.next().value);
    return Buffer.from(lines.join('\n')).toString('latin1').split('\n');
  }

  liveDays(days: number): void {
    const records = days * MINUTES_PER_DAY * functions;
    for (let taken = 0; taken < records; taken += LINES_PER_ROUND) this.#subject.take(this.#lines());
  }

  round(subjectIsFirst: boolean, counts: boolean): void {
    const lines = this.#lines();
    const first = subjectIsFirst ? timed(() => this.#subject.take(lines)) : undefined;
    const bare = timed(() => bareParse(lines));
    const whole = first ?? timed(() => this.#subject.take(lines));
    if (bare.sink !== whole.sink) throw new Error('the two arms read different lines');
    if (!counts) return;
    this.#ratios.push(whole.us / bare.us);
    this.#parseUs.push(bare.us / LINES_PER_ROUND);
    this.#subjectUs.push(whole.us / LINES_PER_ROUND);
  }

  report(): void {
    const ratio = median(this.#ratios);
    const us = median(this.#subjectUs);
    console.log(`${this.#name}: ratio to JSON.parse ${ratio.toFixed(2)} (budget ${BUDGET_RATIO}, aim 3)`);
    console.log(`  ${us.toFixed(2)} µs a record, JSON.parse ${median(this.#parseUs).toFixed(2)}`);
    console.log(`  ${Math.round(1e6 / us).toLocaleString('en-US')} records a second (target 40,000)`);
    console.log(`  ${this.#subject.transitions} transitions`);
    if (ratio > BUDGET_RATIO) process.exitCode = 1;
  }
}

const measureRatios = (): void => {
  const learning = new Arm('learning', new Subject(365));
  const judging = new Arm('judging', new Subject(LEARNING_DAYS));
  judging.liveDays(DAYS_BEFORE);
  for (let round = -WARM_UPS; round < rounds; round++) {
    for (const arm of [learning, judging]) arm.round(round % 2 === 0, round >= 0);
  }
  learning.report();
  judging.report();
};

/** What remains in memory after so many days of input. */
const retainedBytes = (days: number): number => {
  const arm = new Arm('memory', new Subject(LEARNING_DAYS));
  arm.liveDays(days);
  collectGarbage();
  const bytes = process.memoryUsage().heapUsed;
  arm.round(true, false);
  return bytes;
};

const measureMemory = (): void => {
  const [short, long] = [4, 12];
  const growth = retainedBytes(long) - retainedBytes(short);
  const perMinute = growth / ((long - short) * MINUTES_PER_DAY * functions);
  console.log(
    `memory: ${perMinute.toFixed(2)} bytes kept per further record (budget ${BUDGET_RETAINED_BYTES}), ${short} → ${long} days`,
  );
  if (perMinute > BUDGET_RETAINED_BYTES) process.exitCode = 1;
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
    `idle: ${idleUs.toFixed(4)} µs per function and minute (budget ${BUDGET_IDLE_US}), ${fleet.size} functions`,
  );
  if (idleUs > BUDGET_IDLE_US) process.exitCode = 1;
};

measureRatios();
measureIdle();
measureMemory();
console.log(`load average ${loadavg()[0]?.toFixed(1)}`);
