import type { ErrorKinds } from '../baseline/error-kinds.ts';
import type { Signal } from '../signal.ts';
import { type ApiCallsState, apiCallsDetector } from './api-calls.ts';
import { type ColdStartsState, coldStartsDetector } from './cold-starts.ts';
import type { Detector } from './detector.ts';
import { type DurationState, durationDetector } from './duration.ts';
import { type ErrorsState, errorsDetector } from './errors.ts';
import { type InvocationsState, invocationsDetector } from './invocations.ts';
import { type MemoryState, memoryDetector } from './memory.ts';
import { newErrorDetector } from './new-error.ts';
import { type OutboundTrafficState, outboundTrafficDetector } from './outbound-traffic.ts';
import { type TimeoutsState, timeoutsDetector } from './timeouts.ts';

/** State of every detector of one function. */
export interface DetectorStates {
  readonly invocations: InvocationsState;
  readonly errors: ErrorsState;
  readonly timeouts: TimeoutsState;
  readonly 'new-error': ErrorKinds;
  readonly duration: DurationState;
  readonly 'cold-starts': ColdStartsState;
  readonly memory: MemoryState;
  readonly outbound: OutboundTrafficState;
  readonly 'api-calls': ApiCallsState;
}

export type WatchedSignal = Extract<Signal, keyof DetectorStates>;

/** Every detector, by the signal it watches. A signal without an entry is not watched yet. */
export const detectors: { readonly [S in WatchedSignal]: Detector<DetectorStates[S]> } = {
  invocations: invocationsDetector,
  errors: errorsDetector,
  timeouts: timeoutsDetector,
  'new-error': newErrorDetector,
  duration: durationDetector,
  'cold-starts': coldStartsDetector,
  memory: memoryDetector,
  outbound: outboundTrafficDetector,
  'api-calls': apiCallsDetector,
};

/** In the order in which they look at a window and are stored. */
export const WATCHED_SIGNALS = [
  'invocations',
  'errors',
  'timeouts',
  'new-error',
  'duration',
  'cold-starts',
  'memory',
  'outbound',
  'api-calls',
] as const satisfies readonly WatchedSignal[];

/** One value for each watched signal, made in the order of {@link WATCHED_SIGNALS}. */
export const forEachSignal = <Table extends { readonly [S in WatchedSignal]: unknown }>(
  make: <S extends WatchedSignal>(signal: S) => Table[S],
): { readonly [S in WatchedSignal]: Table[S] } => ({
  invocations: make('invocations'),
  errors: make('errors'),
  timeouts: make('timeouts'),
  'new-error': make('new-error'),
  duration: make('duration'),
  'cold-starts': make('cold-starts'),
  memory: make('memory'),
  outbound: make('outbound'),
  'api-calls': make('api-calls'),
});
