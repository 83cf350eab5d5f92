import { fail, ok, type Result } from '../result.ts';
import type { LogBatch, LogEvent } from './log-batch.ts';
import { isObject, readEvent } from './read-event.ts';
import { countSkipped, type SkipReason } from './skip-reason.ts';

export type PayloadProblem = {
  readonly code: 'decode.not_log_payload';
  /** The first field that is missing or of another type. */
  readonly path: string;
};

/** One payload after its events were judged one by one. */
export interface ReadPayload {
  /** Absent for a control message. */
  readonly batch?: LogBatch;
  readonly skippedEvents: ReadonlyMap<SkipReason, number>;
}

/**
 * Reads a CloudWatch Logs subscription payload that was already parsed from JSON. A defect of one event costs that
 * event; a defect of the frame costs the payload. Unknown keys are ignored: AWS adds some over time.
 */
export const readPayload = (value: unknown): Result<ReadPayload, PayloadProblem> => {
  if (!isObject(value)) return fail({ code: 'decode.not_log_payload', path: '' });
  const { messageType, owner, logGroup, logStream, logEvents } = value;
  if (messageType !== 'DATA_MESSAGE' && messageType !== 'CONTROL_MESSAGE') return missing('messageType');
  if (!Array.isArray(logEvents)) return missing('logEvents');
  const entries: readonly unknown[] = logEvents;
  const skippedEvents = new Map<SkipReason, number>();
  if (messageType === 'CONTROL_MESSAGE') {
    countSkipped(skippedEvents, 'control_message', Math.max(1, entries.length));
    return ok({ skippedEvents });
  }
  if (typeof owner !== 'string') return missing('owner');
  if (typeof logGroup !== 'string') return missing('logGroup');
  if (typeof logStream !== 'string') return missing('logStream');
  const events: LogEvent[] = [];
  for (const entry of entries) {
    const event = readEvent(entry);
    if (typeof event === 'string') countSkipped(skippedEvents, event);
    else events.push(event);
  }
  const policyLevel = typeof value['policyLevel'] === 'string' ? { policyLevel: value['policyLevel'] } : {};
  const subscriptionFilters = textsOf(value['subscriptionFilters']);
  return ok({ batch: { owner, logGroup, logStream, subscriptionFilters, ...policyLevel, events }, skippedEvents });
};

const missing = (path: string): Result<never, PayloadProblem> => fail({ code: 'decode.not_log_payload', path });

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
