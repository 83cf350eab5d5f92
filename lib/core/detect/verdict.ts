import type { Severity, Signal } from '../signal.ts';
import type { Minute } from '../units.ts';

/** Which way a signal left what is usual. `new` is for first-seen names. */
export type Direction = 'up' | 'down' | 'new';

/** One thing that helps to explain an anomaly. Text in `name` may come from logs: hostile until rendered. */
export type Fact =
  | { readonly kind: 'error-kind'; readonly name: string; readonly count: number; readonly usualPerDay: number }
  | {
      readonly kind: 'destination';
      readonly name: string;
      readonly calls: number;
      readonly risk: number;
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'deploy'; readonly from: string; readonly to: string; readonly minutesBefore: number }
  /** Who changed the function, by the audit trail. */
  | { readonly kind: 'change'; readonly action: string; readonly by: string; readonly minutesBefore: number }
  /** Use of the function's credentials where they do not belong. */
  | {
      readonly kind: 'credential-use';
      readonly place: 'outside' | 'second';
      readonly address: string;
      readonly agent: string;
      readonly uses: number;
      readonly sharesKey: boolean;
    }
  /** A call of an AWS API that the function never made. `reason` in own words, or empty. */
  | {
      readonly kind: 'api-call';
      readonly name: string;
      readonly calls: number;
      readonly denied: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'api-error'; readonly action: string; readonly code: string; readonly count: number }
  /** Bytes sent to one destination within the evidence. */
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: number; readonly isNew: boolean }
  /** Different names looked up below one registered domain. */
  | { readonly kind: 'lookups'; readonly domain: string; readonly names: number; readonly queries: number }
  | { readonly kind: 'versions'; readonly names: readonly string[] }
  | { readonly kind: 'percentile'; readonly percentile: number; readonly beforeMs: number; readonly nowMs: number }
  | { readonly kind: 'memory'; readonly usedMb: number; readonly sizeMb: number }
  | { readonly kind: 'silent-for'; readonly minutes: number; readonly usualGapMinutes: number }
  /** Our own words, never from a log. */
  | { readonly kind: 'note'; readonly text: string };

/** Why a detector says what it says: enough for a person to check it. */
export interface Evidence {
  readonly signal: Signal;
  readonly direction: Direction;
  readonly observed: number;
  /** The usual range of `observed`; `null` where there is no bound. */
  readonly expected: { readonly lower: number | null; readonly upper: number | null };
  /** Of observed and expected, as in `errors/min`. */
  readonly unit: string;
  /** Surprise: evidence divided by its alert threshold; 1 is the alert line. */
  readonly score: number;
  /** How much was observed: invocations (or windows, for silence) behind the figure. */
  readonly sampleSize: number;
  /** What it was compared with, as in `same hour of the week, 14 days`. Own words. */
  readonly comparedWith: string;
  /** First window of the deviation. */
  readonly since: Minute;
  readonly severity: Severity;
  /** The severity is what somebody ordered: company of other alarms does not raise it. Set after detection. */
  readonly isSeverityOrdered?: true;
  /** True in the 24 h after a version change. */
  readonly afterDeploy: boolean;
  /** The two or three facts that explain it best, best first. */
  readonly facts: readonly Fact[];
}

/** What one detector says about one window. */
export type Verdict =
  | { readonly kind: 'learning' }
  | { readonly kind: 'normal' }
  | { readonly kind: 'anomalous'; readonly evidence: Evidence };
