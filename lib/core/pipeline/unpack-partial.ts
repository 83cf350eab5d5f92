import { ByteReader } from '../bytes.ts';
import { decodeSummary } from '../fold/decode-summary.ts';
import type { SummaryCell } from '../fold/summary-table.ts';
import type { FunctionId } from '../function-key.ts';
import { minute as minuteFrom } from '../units.ts';
import { PARTIAL_VERSION, type PartialHeader } from './pack-partials.ts';

export interface UnpackedPartial {
  readonly header: PartialHeader;
  readonly windows: readonly SummaryCell[];
}

/** Inverse of `packPartials` for one part. Throws `RangeError` on bytes that it did not write. */
export const unpackPartial = (bytes: Uint8Array, salt: number): UnpackedPartial => {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  if (version !== PARTIAL_VERSION)
    throw new RangeError(`packed summaries of version ${version}, this program reads ${PARTIAL_VERSION}`);
  const header = readHeader(reader);
  const names: FunctionId[] = [];
  const windows: SummaryCell[] = [];
  while (!reader.done) {
    const index = reader.varint();
    const functionId = names[index] ?? readName(reader, names.at(-1) ?? '');
    if (index === names.length) names.push(functionId);
    const minute = minuteFrom(header.arrived + reader.signed());
    windows.push({ functionId, minute, summary: decodeSummary(reader, salt) });
  }
  return { header, windows };
};

const readName = (reader: ByteReader, before: string): FunctionId => {
  const shared = reader.varint();
  return `${before.slice(0, shared)}${reader.text()}` as FunctionId;
};

const readHeader = (reader: ByteReader): PartialHeader => {
  const arrived = minuteFrom(reader.varint());
  if (reader.u8() === 0) return { arrived };
  const markerBlock = reader.varint();
  const stream = reader.varint();
  return { arrived, origin: { markerBlock, stream, firstEventId: reader.text(), lastEventId: reader.text() } };
};
