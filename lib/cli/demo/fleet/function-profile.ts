import type { FunctionKey } from '../../../core/function-key.ts';

export type RuntimeFamily = 'nodejs' | 'python' | 'java';

/** Lambda's `LoggingConfig.LogFormat`. */
export type LogFormat = 'Text' | 'JSON';

/** When a function is invoked. Shares are in 0..1, hours are UTC. */
export type TrafficShape =
  /** People: a day curve between `nightShare` of the peak and the peak, less at weekends. */
  | {
      readonly kind: 'http';
      readonly perMinuteAtPeak: number;
      readonly peakHour: number;
      readonly nightShare: number;
      readonly weekendShare: number;
    }
  /** A queue: messages come in batches, so that the count varies more than a Poisson count. */
  | { readonly kind: 'queue'; readonly perMinute: number; readonly batchSize: number; readonly nightShare: number }
  | {
      readonly kind: 'cron';
      readonly everyMinutes: number;
      readonly atMinute: number;
      readonly invocationsEach: number;
    }
  /** Quiet, with bursts at any time. */
  | {
      readonly kind: 'bursty';
      readonly perMinute: number;
      readonly burstsPerDay: number;
      readonly burstMinutes: number;
      readonly perMinuteInBurst: number;
    }
  /** A few invocations a day. */
  | { readonly kind: 'sparse'; readonly perDay: number };

/** How a function's handler may fail. */
export interface FailureKind {
  /** As the runtime names it: `TypeError`, `KeyError`, `java.lang.IllegalStateException`. */
  readonly errorType: string;
  readonly message: string;
}

/** A host that a function calls, and the mean number of calls per invocation. */
export interface OutboundHabit {
  /** `host[:port]`. */
  readonly host: string;
  readonly path: string;
  readonly callsPerInvocation: number;
}

/** Everything that stays the same about one simulated function. */
export interface FunctionProfile {
  readonly key: FunctionKey;
  readonly runtime: RuntimeFamily;
  readonly logFormat: LogFormat;
  readonly traffic: TrafficShape;
  readonly memorySizeMb: number;
  /** Configured limit; an invocation that would take longer times out. */
  readonly timeoutMs: number;
  readonly durationMsMedian: number;
  /** Standard deviation of the natural logarithm of durations. */
  readonly durationSpread: number;
  readonly initMsMedian: number;
  /** Share of invocations that fail on an ordinary day. */
  readonly failureShare: number;
  readonly failureKinds: readonly [FailureKind, ...FailureKind[]];
  readonly outbound: readonly OutboundHabit[];
  /** What the handler says about its work, without the request's details. */
  readonly activity: string;
  readonly firstVersion: number;
}
