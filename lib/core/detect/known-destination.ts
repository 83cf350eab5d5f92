import type { Minute } from '../units.ts';
import type { FunctionState } from './function-state.ts';

/** Whether `state`'s function knew a destination (by its `destinationHash`) before the UTC day of `minute`. */
export const knownDestination = (_state: FunctionState, _destinationHash: number, _minute: Minute): boolean => false;
