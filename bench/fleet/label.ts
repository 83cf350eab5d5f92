import type { Signal } from '../../lib/core/signal.ts';

/** Kinds of trouble that are hidden in a fleet, with the signals that may report each. */
export const INCIDENT_KINDS = {
  'rate-x10': ['invocations'],
  'rate-x3': ['invocations'],
  'bursty-sustained': ['invocations'],
  'rate-drop': ['invocations'],
  silence: ['invocations'],
  'cron-extra': ['invocations'],
  'cron-burst': ['invocations'],
  'cron-missed': ['invocations'],
  'error-spike': ['errors', 'new-error'],
  'few-errors': ['errors', 'new-error'],
  'new-error-kind': ['new-error', 'errors'],
  'timeout-storm': ['timeouts', 'errors', 'new-error'],
  'cold-storm': ['cold-starts'],
  'duration-x3': ['duration'],
  'duration-x1.5': ['duration'],
  'deploy-duration': ['duration'],
  'deploy-errors': ['errors', 'new-error'],
  'poison-rate': ['invocations'],
  'poison-duration': ['duration'],
  'out-mining': ['outbound'],
  'out-raw-ip': ['outbound'],
  'out-new-domain': ['outbound'],
  'out-generated': ['outbound'],
  'out-volume': ['outbound'],
  'out-flood': ['outbound'],
  'memory-climb': ['memory', 'errors'],
} as const satisfies Record<string, readonly Signal[]>;

export type IncidentKind = keyof typeof INCIDENT_KINDS;

/** Something that looks unusual and must not alert. */
export const BENIGN_KINDS = [
  'deploy',
  'rate-growth',
  'rate-blip',
  'error-blip',
  'duration-drift',
  'cold-cluster',
  'retries',
] as const;
export type BenignKind = (typeof BENIGN_KINDS)[number];

export interface Label {
  readonly kind: IncidentKind;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Benign {
  readonly kind: BenignKind;
  readonly start: number;
  readonly end: number;
}
