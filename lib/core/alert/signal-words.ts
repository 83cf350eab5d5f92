import type { Signal } from '../signal.ts';

/** How a signal is called inside a sentence. */
export const SIGNAL_WORDS = {
  invocations: 'invocations',
  errors: 'errors',
  duration: 'duration',
  timeouts: 'timeouts',
  'cold-starts': 'cold starts',
  memory: 'memory',
  outbound: 'outbound calls',
  'api-calls': 'API calls',
  'new-error': 'new errors',
} as const satisfies Record<Signal, string>;
