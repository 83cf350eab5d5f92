import type { Transition } from '../../core/incident/incident.ts';
import { REPLAY_HORIZON_MINUTES, type Replay } from '../../core/pipeline/replay.ts';
import { addMinutes, type EpochMs, epochMs, minuteOf, startOf } from '../../core/units.ts';
import type { Entry } from '../input/entry.ts';
import type { InputSkips } from '../input/input-skips.ts';
import { Disorder } from '../order/disorder.ts';
import { ReorderBuffer } from '../order/reorder-buffer.ts';
import { BatchFeeder } from './batch-feeder.ts';

/** Putting in order and judging are done for so many entries together: merged files arrive in small pieces. */
const ENTRIES_AT_ONCE = 4_096;

/** Takes entries roughly in order, puts them in order, and drives the replay behind the newest one. */
export class ReplayRun {
  readonly #replay: Replay;
  readonly #feeder: BatchFeeder;
  readonly #waiting = new ReorderBuffer();
  #newest = Number.NEGATIVE_INFINITY;
  #taken = 0;
  windowRecords = 0;

  constructor(replay: Replay, skips: InputSkips) {
    this.#replay = replay;
    this.#feeder = new BatchFeeder(replay, skips);
  }

  /** Time of the newest entry; `undefined` before the first. */
  get newest(): EpochMs | undefined {
    return Number.isFinite(this.#newest) ? epochMs(this.#newest) : undefined;
  }

  /** Throws {@link Disorder} when an entry comes after its time was judged. */
  take(entries: readonly Entry[]): Transition[] {
    for (const entry of entries) {
      if (entry.at > this.#newest) this.#newest = entry.at;
      if (entry.kind === 'log') this.#waiting.add(entry);
      else {
        this.windowRecords++;
        if (!this.#replay.addSummary(entry.functionId, entry.minute, entry.summary)) throw new Disorder();
      }
    }
    this.#taken += entries.length;
    const newest = this.newest;
    if (newest === undefined || this.#taken < ENTRIES_AT_ONCE) return [];
    this.#taken = 0;
    const complete = addMinutes(minuteOf(newest), -1 - REPLAY_HORIZON_MINUTES);
    this.#feeder.feed(this.#waiting.release(startOf(addMinutes(complete, 1))));
    return this.#replay.advance(complete);
  }

  finish(): Transition[] {
    this.#feeder.feed(this.#waiting.release(Number.POSITIVE_INFINITY));
    return this.#replay.finish();
  }
}
