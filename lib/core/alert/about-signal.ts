import type { Signal } from '../signal.ts';
import { isFunctionName } from '../subject.ts';

/** What a signal is made of, for those who meet it for the first time. */
const MEANINGS = {
  invocations: 'Invocations are counted from the log and compared with what is usual at this hour of the week.',
  errors: 'An invocation counts as an error when it fails, as in the metric AWS/Lambda Errors.',
  duration: 'Durations are those of the REPORT lines, without the start of the process.',
  timeouts: 'Time-outs are invocations that ran into the limit of the function.',
  'cold-starts': 'A cold start is an invocation that had to wait for a new process.',
  memory: 'Memory is the highest use that REPORT lines tell, beside the size of the function.',
  outbound:
    'Outbound calls are those that logs name: lines of the function, and flow and DNS logs where these are read.',
  'api-calls': 'API calls are what CloudTrail recorded under the role of the function.',
  'new-error': 'A new error is of a kind that this function did not have while it was watched.',
} as const satisfies Record<Signal, string>;

/** What the signal means, in one sentence. */
export const aboutSignal = (signal: Signal): string => MEANINGS[signal];

/** What silences it for a while; `undefined` for a name that a shell may take otherwise. */
export const muteCommand = (signal: Signal, functionName: string): string | undefined =>
  isFunctionName(functionName) && !functionName.startsWith('-')
    ? `nightjar mute ${functionName} ${signal} --until 4h --reason "why"`
    : undefined;
