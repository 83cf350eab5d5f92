import type { LogBatch } from '../decode/log-batch.ts';
import type { FunctionId } from '../function-key.ts';
import { ownText } from '../own-text.ts';
import type { PayloadHeader } from '../parse/read-header.ts';
import { ownerOfStream } from '../parse/stream-owner.ts';
import { placedId } from './placed-id.ts';

/** What the header of a function's payloads says, but for the environment that wrote them. */
export interface PayloadOrigin {
  readonly header: Omit<LogBatch, 'logStream' | 'events'>;
  /** Of the function. */
  readonly name: string;
  /** Function version that the stream's name says. */
  readonly version: string | undefined;
  /** Whose lines these are that name no account and Region of their own. */
  readonly functionId: FunctionId;
}

/** `undefined` where the names do not say that the lines are a function's. */
export const payloadOrigin = ({ logStream, ...header }: PayloadHeader, region: string): PayloadOrigin | undefined => {
  const owner = ownerOfStream(header.logGroup, logStream);
  if (owner.kind !== 'function') return undefined;
  const { name, version } = owner;
  return { header, name, version, functionId: ownText(placedId(name, header.owner, region)) };
};
