import type { LogBatch, LogEvent } from '../decode/log-batch.ts';
import { countSkipped } from '../decode/skip-reason.ts';
import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Observation } from '../parse/observation.ts';
import { type ParsedLine, parseLambdaLine } from '../parse/parse-lambda-line.ts';
import { recogniseContent } from '../parse/recognise-content.ts';
import { ownerOfStream, type StreamOwner } from '../parse/stream-owner.ts';
import type { EpochMs } from '../units.ts';
import type { Tally } from './tally.ts';

/** What a batch does not say about itself. */
export interface FoldContext {
  /** Region of the log groups: that of the subscriber, or `unknown` for files. */
  readonly region: string;
}

/** An observation with what it is about. */
export interface Observed {
  readonly functionId: FunctionId;
  readonly logStream: string;
  /** Function version that the stream's name says. */
  readonly version: string | undefined;
  readonly at: EpochMs;
  readonly observation: Observation;
}

const SKIP_REASON_OF_CONTENT = {
  'lambda-platform': 'unnamed_function',
  // JSON with a level and a message is not enough to call a stranger's stream a function.
  'lambda-app': 'unrecognised',
  cloudtrail: 'unsupported_source_cloudtrail',
  dns: 'unsupported_source_dns',
  span: 'unsupported_source_spans',
  'vpc-flow': 'unsupported_source_vpc_flow',
  'embedded-metrics': 'embedded_metrics',
  unrecognised: 'unrecognised',
} as const;

/**
 * Hands every observation of a batch to `visit`, in the order of the events, and counts what became of each event.
 * A stream shaped like Lambda's yields Lambda kinds only, whatever its text says.
 */
export const observeBatch = (
  batch: LogBatch,
  context: FoldContext,
  tally: Tally,
  visit: (observed: Observed) => void,
): void => {
  const { logStream } = batch;
  const owner = ownerOfStream(batch.logGroup, logStream);
  for (const event of batch.events) {
    tally.events++;
    const parsed = parseEvent(event, owner);
    if ('skipped' in parsed) {
      countSkipped(tally.skipped, parsed.skipped);
      continue;
    }
    for (const observation of parsed.observations) {
      tally.observations.set(observation.kind, (tally.observations.get(observation.kind) ?? 0) + 1);
      if (owner.kind !== 'function') continue;
      const functionId = functionIdOf({
        account: accountOf(event.account ?? batch.owner),
        region: regionOf(event.region ?? context.region),
        name: owner.name,
      });
      visit({ functionId, logStream, version: owner.version, at: event.timestamp, observation });
    }
  }
};

/** A web function serves many requests at once and has no line per request: counted apart, never folded. */
const WEB_FUNCTION_LINE: ParsedLine = { observations: [{ kind: 'web-function-line' }] };

const parseEvent = (event: LogEvent, owner: StreamOwner): ParsedLine => {
  switch (owner.kind) {
    case 'function':
      return parseLambdaLine(event.message);
    case 'web-function':
      return WEB_FUNCTION_LINE;
    case 'skipped':
      return { skipped: owner.reason };
    case 'unknown':
      return { skipped: SKIP_REASON_OF_CONTENT[recogniseContent(event.message)] };
  }
};

const ACCOUNT = /^\d{6,14}$/;
const REGION = /^[a-z0-9-]{4,32}$/;

/** Accounts and Regions become parts of keys: whatever does not look like one is not one. */
const accountOf = (text: string): string => (ACCOUNT.test(text) ? text : 'unknown');
const regionOf = (text: string): string => (REGION.test(text) ? text : 'unknown');
