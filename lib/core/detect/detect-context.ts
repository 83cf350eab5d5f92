import type { FunctionOrders } from '../order/orders.ts';
import type { Minute } from '../units.ts';
import type { DestinationLists } from './destination-lists.ts';
import type { FunctionState } from './function-state.ts';

/** What a function's detectors must know beyond their own state. Pure input: the same context, the same verdicts. */
export interface DetectContext {
  /** No alarm opens in windows before this one; until then baselines learn without clipping. */
  readonly alertsFrom: Minute;
  /** Functions tracked: the calibration's return period scales with it, so that 5,000 functions stay quiet too. */
  readonly fleetSize: number;
  /**
   * How many other functions knew an outbound destination (by its `destinationHash`) before the day of `minute`.
   */
  readonly prevalence: (destinationHash: number, minute: Minute) => number;
  /** Whether a function's silence may be nothing but logs that are late; never when absent. */
  readonly mayBeLate?: (state: FunctionState) => boolean;
  /** Block and allow lists; none when absent. */
  readonly lists?: DestinationLists;
  /**
   * `false` for a subject whose own log was never seen: only what others record is judged, and idle minutes say nothing.
   */
  readonly hasOwnLog?: boolean;
  /** What people ordered about this function; nothing when absent. */
  readonly orders?: FunctionOrders;
  /** Windows are made of the service's metrics: what only a log tells is absent from them, not zero. */
  readonly isOfMetrics?: boolean;
  /** Past lines taught the function's kinds of error, as early as metrics taught the rest. */
  readonly knowsNames?: boolean;
}
