import { TableProblem } from '../../../lib/core/pipeline/ports.ts';
import type { EpochMs } from '../../../lib/core/units.ts';
import type { Fault, FaultyTable } from './faulty-table.ts';

/** How an invocation ended, as its event source sees it. */
export type Outcome = 'done' | 'failed' | 'asleep';

/** One execution environment: runs one invocation at a time, and may stand still in the middle of it. */
export class Process<Run> {
  readonly run: Run;
  readonly #table: FaultyTable;
  #running: Promise<Outcome> | undefined;
  #fallAsleep: () => void = () => {};
  /** Several operations of one invocation may wait at once. */
  #wakes: (() => void)[] = [];

  constructor(table: FaultyTable, run: (table: FaultyTable) => Run) {
    this.#table = table;
    this.run = run(table);
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** @returns as soon as the invocation ended or fell asleep */
  async invoke(nextFault: () => Fault, invocation: (run: Run) => Promise<unknown>): Promise<Outcome> {
    this.#table.meet(nextFault);
    const asleep = new Promise<Outcome>((resolve) => {
      this.#fallAsleep = () => resolve('asleep');
    });
    this.#running = outcomeOf(invocation(this.run)).finally(() => {
      this.#running = undefined;
    });
    return Promise.race([this.#running, asleep]);
  }

  /** Stands still until it is woken. */
  async sleep(clock: () => EpochMs, mostMs: number): Promise<'awake' | 'killed'> {
    const since = clock();
    await new Promise<void>((resolve) => {
      this.#wakes.push(resolve);
      this.#fallAsleep();
    });
    return clock() - since > mostMs ? 'killed' : 'awake';
  }

  /** Goes on to the end. */
  async wake(): Promise<void> {
    const running = this.#running;
    this.#table.meet(() => 'none');
    for (const wake of this.#wakes.splice(0)) wake();
    await running;
  }
}

const outcomeOf = async (run: Promise<unknown>): Promise<Outcome> => {
  try {
    await run;
    return 'done';
  } catch (error) {
    if (error instanceof TableProblem) return 'failed';
    throw error;
  }
};
