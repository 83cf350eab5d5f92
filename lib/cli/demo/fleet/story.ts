import type { EpochMs } from '../../../core/units.ts';
import type { FailureKind } from './function-profile.ts';

/** What goes wrong in a simulated fleet. */
export type Trouble =
  | { readonly kind: 'rate-spike'; readonly factor: number }
  /** Nothing invokes the function any more. */
  | { readonly kind: 'outage' }
  | { readonly kind: 'error-spike'; readonly failureShare: number; readonly failure: FailureKind }
  /** A deploy at the beginning makes the function slower, a second one at the end mends it. */
  | { readonly kind: 'slow-deploy'; readonly factor: number }
  /** Calls a host that it never called before. */
  | { readonly kind: 'new-destination'; readonly host: string; readonly share: number };

export type TroubleKind = Trouble['kind'];

/** One incident hidden in the logs, for a detector to find. */
export interface HiddenIncident {
  readonly functionName: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly trouble: Trouble;
}

/** A new version of a function takes over. Harmless, unless a `slow-deploy` begins at the same time. */
export interface Deploy {
  readonly functionName: string;
  readonly at: EpochMs;
}

/** What happens to a fleet beside its daily business. */
export interface Story {
  readonly incidents: readonly HiddenIncident[];
  readonly deploys: readonly Deploy[];
}
