import type { Minute } from '../units.ts';
import type { DurationSketch } from './duration-sketch.ts';

/** Names with counts, and what did not fit under the cap. */
export interface NamedCounts {
  readonly named: ReadonlyMap<string, number>;
  /** Count of the names beyond the cap. */
  readonly other: number;
  /** Distinct names beyond the cap, estimated. */
  readonly otherDistinct: number;
}

/** One minute of one function with every invocation and failure counted once: what detectors see. */
export interface Window {
  readonly minute: Minute;
  readonly invocations: number;
  /** Failed invocations, timeouts and crashes included, once each (as the `AWS/Lambda` metric `Errors`). */
  readonly errors: number;
  readonly timeouts: number;
  readonly coldStarts: number;
  /** Of {@link errors}. Keys are normalised kinds: `TypeError`, `Timeout`, `Runtime.ExitError`, … */
  readonly errorKinds: NamedCounts;
  readonly durations: DurationSketch;
  readonly memoryUsedMbMax: number;
  readonly memorySizeMb: number;
  readonly billedMsSum: number;
  readonly versions: NamedCounts;
  readonly destinations: NamedCounts;
}
