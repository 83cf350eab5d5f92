import type { EpochMs } from '../../../core/units.ts';
import type { FailureKind } from './function-profile.ts';

export type Outcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly failure: FailureKind }
  | { readonly kind: 'timeout' };

/** One run of a handler. */
export interface Invocation {
  readonly requestId: string;
  readonly logStream: string;
  readonly version: string;
  /** START; initialisation, if any, came before. */
  readonly startedAt: EpochMs;
  /** END and REPORT. */
  readonly endedAt: EpochMs;
  readonly durationMs: number;
  /** Of a cold start; `null` in a warm environment. */
  readonly initMs: number | null;
  readonly memoryUsedMb: number;
  readonly outcome: Outcome;
  /** Outbound calls in order, each `{host, path}`. */
  readonly calls: readonly OutboundCall[];
}

export interface OutboundCall {
  /** `host[:port]`. */
  readonly host: string;
  readonly path: string;
}
