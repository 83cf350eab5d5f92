import { decodePayload } from '../../core/decode/decode-payload.ts';
import { readTimestamp } from '../../core/decode/read-event.ts';
import { readPayload } from '../../core/decode/read-payload.ts';
import type { SkipReason } from '../../core/decode/skip-reason.ts';
import { type ReadWindowLine, readWindowLine } from '../../core/fold/window-line.ts';
import { type ReadWindowRecord, summaryOfRecord } from '../../core/fold/window-record.ts';
import { type FunctionId, functionIdOf, functionKeyOf } from '../../core/function-key.ts';
import { startOf } from '../../core/units.ts';
import type { Entry } from './entry.ts';
import type { EntryMaker } from './entry-maker.ts';
import { isJsonObject, type JsonObject, listOf, shapeOf } from './json-shape.ts';
import { UNKNOWN } from './read-context.ts';
import { isRecordShape, type RecordShape, recordEvents } from './record-events.ts';

/** Takes a Lambda log line in JSON, whose stream and maybe time are not in it. */
export type OnLambdaLine = (text: string, into: Entry[]) => void;

/** How deep records may wrap records: a list of Kinesis events is three. */
const MAX_NESTING = 4;

/** Turns parsed JSON values of any recognised shape into entries; counts the rest. Never throws. */
export class ValueReader {
  readonly #maker: EntryMaker;
  readonly #onLambdaLine: OnLambdaLine;
  readonly #isFunctionsOwn: boolean;

  /**
   * @param isFunctionsOwn the input is the log of a function: whatever its lines look like, they are what it printed
   */
  constructor(maker: EntryMaker, onLambdaLine: OnLambdaLine, isFunctionsOwn = false) {
    this.#maker = maker;
    this.#onLambdaLine = onLambdaLine;
    this.#isFunctionsOwn = isFunctionsOwn;
  }

  /** Reads a line that is a window record as programs write them; false for any other line, which is left unread. */
  readWindowLine(line: string, into: Entry[]): boolean {
    const read = readWindowLine(line);
    if (read === undefined) return false;
    this.#add(read, line, into);
    return true;
  }

  /** @param text the value as it was written, without line break at its end */
  read(value: unknown, text: string, into: Entry[], depth = 0): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#nested(item, into, depth);
    } else if (isJsonObject(value)) this.#dispatch(value, text, into, depth);
    else this.#skip('unrecognised');
  }

  #dispatch(value: JsonObject, text: string, into: Entry[], depth: number): void {
    const shape = shapeOf(value);
    if (isRecordShape(shape)) this.#record(shape, value, text, into);
    else if (shape === 'window') this.#window(value, text, into);
    else if (shape === 'payload') this.#payload(value, into);
    else if (shape === 'direct-event') this.#data(value['awslogs'], into);
    else if (shape === 'kinesis-record') this.#data(value['kinesis'], into);
    else if (shape === 'firehose-record') this.#data(value, into);
    else if (shape === 'log-event') this.#logEvent(value, into);
    else if (shape === 'event-list') this.#list(value['events'], into, depth);
    else if (shape === 'record-list') this.#list(listOf(value), into, depth);
    else if (shape === 'lambda-line') this.#lambdaLine(text, into);
    // Recordings of API answers wrap them once more: `{"status_code": 200, "data": {"events": […]}}`.
    else if (isJsonObject(value['data'])) this.#nested(value['data'], into, depth);
    else this.#skip('unrecognised');
  }

  #nested(value: unknown, into: Entry[], depth: number): void {
    if (depth >= MAX_NESTING) this.#skip('unrecognised');
    else this.read(value, isJsonObject(value) ? JSON.stringify(value) : '', into, depth + 1);
  }

  #list(items: unknown, into: Entry[], depth: number): void {
    if (Array.isArray(items)) for (const item of items) this.#nested(item, into, depth);
    else this.#skip('unrecognised');
  }

  #window(value: JsonObject, text: string, into: Entry[]): void {
    const read = summaryOfRecord(value, this.#maker.context.salt);
    if (!read.ok) {
      this.#skip('window_record_invalid');
      return;
    }
    this.#add(read.value, text, into);
  }

  #add({ functionId, minute, summary }: ReadWindowRecord | ReadWindowLine, line: string, into: Entry[]): void {
    into.push({
      kind: 'window',
      at: startOf(minute),
      functionId: this.#placed(functionId),
      minute,
      summary,
      line,
    });
  }

  /** Window records need not say account and Region: the command line may. */
  #placed(id: FunctionId): FunctionId {
    const { account, region } = this.#maker.context;
    if (account === UNKNOWN && region === UNKNOWN) return id;
    const key = functionKeyOf(id);
    return functionIdOf({
      account: key.account === UNKNOWN ? account : key.account,
      region: key.region === UNKNOWN ? region : key.region,
      name: key.name,
    });
  }

  #lambdaLine(text: string, into: Entry[]): void {
    if (this.#maker.context.logGroup === undefined) this.#skip('unnamed_function');
    else this.#onLambdaLine(text, into);
  }

  /** A record of another source; in a function's own log something that it printed. */
  #record(shape: RecordShape, value: JsonObject, text: string, into: Entry[]): void {
    if (this.#isFunctionsOwn) {
      this.#lambdaLine(text, into);
      return;
    }
    const events = recordEvents(shape, value);
    if (typeof events === 'string') {
      this.#skip(events);
      return;
    }
    const origin = this.#maker.origin(this.#maker.context.account, shape, '');
    for (const event of events) this.#maker.event(origin, event, into);
  }

  #payload(value: JsonObject, into: Entry[]): void {
    const read = readPayload(value);
    if (!read.ok) {
      this.#skip('payload_unreadable');
      return;
    }
    if (read.value.batch !== undefined) this.#maker.batch(read.value.batch, into);
    this.#skipAll(read.value.skippedEvents);
  }

  #data(holder: unknown, into: Entry[]): void {
    const data = isJsonObject(holder) ? holder['data'] : undefined;
    const decoded = typeof data === 'string' ? decodePayload(data) : undefined;
    if (decoded === undefined || !decoded.ok) {
      this.#skip('payload_unreadable');
      return;
    }
    for (const batch of decoded.value.batches) this.#maker.batch(batch, into);
    this.#skipAll(decoded.value.skippedEvents);
    this.#skip('payload_unreadable', decoded.value.problems.length);
  }

  /** An event as `filter-log-events` and `get-log-events` answer it. */
  #logEvent(value: JsonObject, into: Entry[]): void {
    const { account, logGroup, streamOfPath } = this.#maker.context;
    const { message, logStreamName, eventId } = value;
    const timestamp = readTimestamp(value['timestamp']);
    if (typeof message !== 'string' || logGroup === undefined || timestamp === undefined) {
      this.#skip(refusalOf(message, logGroup));
      return;
    }
    const stream = typeof logStreamName === 'string' ? logStreamName : streamOfPath;
    const id = typeof eventId === 'string' ? eventId : '';
    this.#maker.event(this.#maker.origin(account, logGroup, stream), { id, timestamp, message }, into);
  }

  #skip(reason: SkipReason | 'payload_unreadable' | 'window_record_invalid', count = 1): void {
    if (count > 0) this.#maker.context.skips.add(reason, count);
  }

  #skipAll(skipped: ReadonlyMap<SkipReason, number>): void {
    for (const [reason, count] of skipped) this.#skip(reason, count);
  }
}

const refusalOf = (message: unknown, logGroup: string | undefined): SkipReason => {
  if (typeof message !== 'string') return 'message_not_text';
  return logGroup === undefined ? 'unnamed_function' : 'timestamp_invalid';
};
