import { type FlowFields, flowFieldsOf } from '../../core/parse/vpc-flow/flow-format.ts';
import { readFlowRow } from '../../core/parse/vpc-flow/flow-row.ts';
import type { Entry } from './entry.ts';
import type { EntryMaker } from './entry-maker.ts';
import type { FormatReader } from './format-reader.ts';
import { LineCutter } from './lines.ts';
import { flowStart } from './record-events.ts';

/**
 * VPC flow logs as text, with or without header lines: blank-separated as delivered to S3 and CloudWatch Logs, or with
 * commas. A header names the columns of the rows below it; rows without one are of the default format, or of that which
 * the command line names.
 */
export class FlowLogReader implements FormatReader {
  readonly #maker: EntryMaker;
  readonly #lines: LineCutter;
  #fields: FlowFields | undefined;

  constructor(maker: EntryMaker) {
    this.#maker = maker;
    this.#fields = maker.context.flowFields;
    this.#lines = new LineCutter(() => maker.context.skips.add('too_long'));
  }

  push(text: string, into: Entry[]): void {
    for (const line of this.#lines.push(text)) this.#read(line, into);
  }

  finish(into: Entry[]): void {
    for (const line of this.#lines.finish()) this.#read(line, into);
  }

  #read(line: string, into: Entry[]): void {
    if (line.trim() === '') return;
    const { context } = this.#maker;
    const header = flowFieldsOf(line);
    if (header !== undefined) {
      this.#fields = header;
      context.skips.add('flow_log_header');
      return;
    }
    const columns = line.includes(',') && !line.includes(' ') ? line.replaceAll(',', ' ') : line;
    const row = readFlowRow(columns, this.#fields);
    const timestamp = row === undefined ? undefined : flowStart(columns, this.#fields);
    if (row === undefined) context.skips.add(this.#fields ? 'flow_log_malformed' : 'flow_log_fields_unknown');
    else if (timestamp === undefined) context.skips.add('timestamp_invalid');
    else {
      // A row of named columns must name them itself: it is sorted among others, far from its header.
      const message = this.#fields === undefined ? columns : namedColumns(columns, this.#fields);
      this.#maker.event(this.#maker.origin(context.account, 'vpc-flow', ''), { id: '', timestamp, message }, into);
    }
  }
}

const namedColumns = (line: string, fields: FlowFields): string => {
  const columns = line.trim().split(/\s+/);
  return JSON.stringify(Object.fromEntries(fields.map((field, index) => [field, columns[index] ?? '-'])));
};
