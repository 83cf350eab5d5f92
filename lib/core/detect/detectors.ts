import type { Signal } from '../signal.ts';
import type { Detector } from './detector.ts';
import { type ErrorsState, errorsDetector } from './errors.ts';
import { type InvocationsState, invocationsDetector } from './invocations.ts';

/** State of every detector of one function. */
export interface DetectorStates {
  readonly invocations: InvocationsState;
  readonly errors: ErrorsState;
}

export type WatchedSignal = Extract<Signal, keyof DetectorStates>;

/** Every detector, by the signal it watches. A signal without an entry is not watched yet. */
export const detectors: { readonly [S in WatchedSignal]: Detector<DetectorStates[S]> } = {
  invocations: invocationsDetector,
  errors: errorsDetector,
};

/** In the order in which they look at a window and are stored. */
export const WATCHED_SIGNALS = ['invocations', 'errors'] as const satisfies readonly WatchedSignal[];
