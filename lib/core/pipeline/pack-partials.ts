import { ByteWriter } from '../bytes.ts';
import { encodeSummary } from '../fold/encode-summary.ts';
import type { SummaryCell } from '../fold/summary-table.ts';
import type { FunctionId } from '../function-key.ts';
import type { Minute } from '../units.ts';

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

export const PARTIAL_VERSION = 1;

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
    .u8(PARTIAL_VERSION)
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
