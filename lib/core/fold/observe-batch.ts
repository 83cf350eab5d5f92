import type { LogBatch, LogEvent } from '../decode/log-batch.ts';
import { countSkipped } from '../decode/skip-reason.ts';
import type { FunctionId } from '../function-key.ts';
import type { Observation } from '../parse/observation.ts';
import { type ParsedLine, parseLambdaLine } from '../parse/parse-lambda-line.ts';
import { parseRecord } from '../parse/parse-record.ts';
import type { NamedSubject } from '../parse/parsed-record.ts';
import type { Source } from '../parse/source.ts';
import { ownerOfStream, type StreamOwner } from '../parse/stream-owner.ts';
import type { FlowFields } from '../parse/vpc-flow/flow-format.ts';
import { type EpochMs, MS_PER_MINUTE } from '../units.ts';
import { placedId } from './placed-id.ts';
import { addTo, type Tally } from './tally.ts';

/** What a batch does not say about itself. */
export interface FoldContext {
  /** Region of the log groups: that of the subscriber, or `unknown` for files. */
  readonly region: string;
  /** Columns of the flow logs, where they have a format of their own. */
  readonly flowFields?: FlowFields;
  /** The same, of single log groups. */
  readonly flowFormats?: ReadonlyMap<string, FlowFields>;
}

/** An observation with what it is about. */
export interface Observed {
  readonly source: Source;
  /** A function's, or that of whatever else the record is about: see `subject.ts`. */
  readonly functionId: FunctionId;
  readonly logStream: string;
  /** Function version that the stream's name says. */
  readonly version: string | undefined;
  readonly at: EpochMs;
  readonly observation: Observation;
}

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
  const owner = ownerOfStream(batch.logGroup, batch.logStream);
  for (const event of batch.events) {
    tally.events++;
    if (owner.kind === 'unknown') observeRecord(event, batch, context, tally, visit);
    else observeLine(event, owner, batch, context, tally, visit);
  }
};

/** A line of a stream that is a function's by its names. */
const observeLine = (
  event: LogEvent,
  owner: Exclude<StreamOwner, { kind: 'unknown' }>,
  batch: LogBatch,
  context: FoldContext,
  tally: Tally,
  visit: (observed: Observed) => void,
): void => {
  addTo(tally.sources, 'lambda');
  const parsed = parseEvent(event, owner);
  if ('skipped' in parsed) {
    countSkipped(tally.skipped, parsed.skipped);
    return;
  }
  for (const observation of parsed.observations) {
    addTo(tally.observations, observation.kind);
    if (owner.kind !== 'function') continue;
    const functionId = idOf({ name: owner.name }, event, batch, context);
    const { logStream } = batch;
    visit({ source: 'lambda', functionId, logStream, version: owner.version, at: event.timestamp, observation });
  }
};

/** An event of a stream that is nobody's by its names: another source, or nothing of ours. */
const observeRecord = (
  event: LogEvent,
  batch: LogBatch,
  context: FoldContext,
  tally: Tally,
  visit: (observed: Observed) => void,
): void => {
  const { source, parsed } = parseRecord(event.message, context.flowFormats?.get(batch.logGroup) ?? context.flowFields);
  if (source !== undefined) addTo(tally.sources, source);
  if ('skipped' in parsed || source === undefined) {
    countSkipped(tally.skipped, 'skipped' in parsed ? parsed.skipped : 'unrecognised');
    return;
  }
  const at = instantOf(event.timestamp, parsed.at);
  for (const { subject, observation } of parsed.facts) {
    addTo(tally.observations, observation.kind);
    if (subject === undefined) {
      addTo(tally.nameless, source);
      continue;
    }
    const functionId = idOf(subject, event, batch, context);
    visit({ source, functionId, logStream: batch.logStream, version: undefined, at, observation });
  }
};

/** What the record says may be somewhat later than its event, as for the end of a flow; anything else is not believed. */
const LATEST_MS = 15 * MS_PER_MINUTE;

const instantOf = (event: EpochMs, record: EpochMs | undefined): EpochMs =>
  record !== undefined && record >= event && record <= event + LATEST_MS ? record : event;

/** What the record itself says of account and Region comes first, then the event, then the log group. */
const idOf = (subject: NamedSubject, event: LogEvent, batch: LogBatch, context: FoldContext): FunctionId =>
  placedId(
    subject.name,
    subject.account ?? event.account ?? batch.owner,
    subject.region ?? event.region ?? context.region,
  );

/** A web function serves many requests at once and has no line per request: counted apart, never folded. */
const WEB_FUNCTION_LINE: ParsedLine = { observations: [{ kind: 'web-function-line' }] };

const parseEvent = (event: LogEvent, owner: Exclude<StreamOwner, { kind: 'unknown' }>): ParsedLine => {
  switch (owner.kind) {
    case 'function':
      return parseLambdaLine(event.message);
    case 'web-function':
      return WEB_FUNCTION_LINE;
    case 'skipped':
      return { skipped: owner.reason };
  }
};
