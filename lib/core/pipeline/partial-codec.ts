import { ByteReader, ByteWriter } from '../bytes.ts';
import { decodeSummary, encodeSummary } from '../fold/summary-codec.ts';
import type { SummaryCell } from '../fold/summary-table.ts';
import type { FunctionId } from '../function-key.ts';
import { type Minute, minute as minuteFrom } from '../units.ts';

/** Where a direct delivery lies in its log stream, to notice deliveries that overlap. */
export interface DirectOrigin {
  /** Block under which a marker names this item; 0 when it is found by its own block. */
  readonly markerBlock: number;
  /** Hash of owner, group and stream. */
  readonly stream: number;
  readonly firstEventId: string;
  readonly lastEventId: string;
}

export interface PartialHeader {
  /** When the logs arrived, as AWS stamped it, or as ingest saw it for direct deliveries. */
  readonly arrived: Minute;
  readonly origin?: DirectOrigin;
}

const VERSION = 1;

/**
 * Packs windows to as few parts as `maxBytes` allows. About 80 bytes a window of eight invocations; function names stand
 * once per part, without what they share with the name before. A window that exceeds `maxBytes` by itself cannot be: summaries are bounded far below it.
 */
export const packPartials = (header: PartialHeader, windows: Iterable<SummaryCell>, maxBytes: number): Uint8Array[] => {
  const parts: Uint8Array[] = [];
  let part = beginPart(header);
  for (const window of windows) {
    const before = part.writer.length;
    writeWindow(part, header, window);
    if (part.writer.length <= maxBytes) continue;
    parts.push(part.writer.finish().subarray(0, before));
    part = beginPart(header);
    writeWindow(part, header, window);
  }
  if (part.names.size > 0) parts.push(part.writer.finish());
  return parts;
};

interface Part {
  readonly writer: ByteWriter;
  readonly names: Map<FunctionId, number>;
  lastName: string;
}

const beginPart = ({ arrived, origin }: PartialHeader): Part => {
  const writer = new ByteWriter(1_024)
    .u8(VERSION)
    .varint(arrived)
    .u8(origin === undefined ? 0 : 1);
  if (origin !== undefined) {
    writer.varint(origin.markerBlock).varint(origin.stream).text(origin.firstEventId).text(origin.lastEventId);
  }
  return { writer, names: new Map(), lastName: '' };
};

const writeWindow = (part: Part, { arrived }: PartialHeader, { functionId, minute, summary }: SummaryCell): void => {
  const { writer, names } = part;
  const known = names.get(functionId);
  writer.varint(known ?? names.size);
  if (known === undefined) {
    const shared = sharedLength(part.lastName, functionId);
    names.set(functionId, names.size);
    part.lastName = functionId;
    writer.varint(shared).text(functionId.slice(shared));
  }
  writer.signed(minute - arrived);
  encodeSummary(summary, writer);
};

/** Never between the halves of a character: each half by itself is no text. */
const sharedLength = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length > 0 && a.codePointAt(length - 1) !== a.charCodeAt(length - 1) ? length - 1 : length;
};

export interface UnpackedPartial {
  readonly header: PartialHeader;
  readonly windows: readonly SummaryCell[];
}

/** Inverse of {@link packPartials} for one part. Throws `RangeError` on bytes that it did not write. */
export const unpackPartial = (bytes: Uint8Array, salt: number): UnpackedPartial => {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  if (version !== VERSION)
    throw new RangeError(`packed summaries of version ${version}, this program reads ${VERSION}`);
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
