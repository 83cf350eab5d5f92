import { ByteReader, ByteWriter } from '../bytes.ts';
import type { HistoryPoint } from '../detect/history-point.ts';
import type { FunctionId } from '../function-key.ts';
import { epochMs, MINUTES_PER_DAY, type Minute, startOf } from '../units.ts';
import { decodeHistoryPoint, decodeOtherSignals, encodeHistoryPoint, encodeOtherSignals } from './history-codec.ts';
import { readLayout } from './layout-row.ts';
import { MAX_ROW_BYTES, type Row, type Table } from './ports.ts';
import { type Slot, slotOf, slotsOf } from './slot-layout.ts';
import { historyPartition, LAST_SORT_KEY, orderedNumber } from './table-keys.ts';

/** One quarter of an hour of one function. `late`: invocations and errors to be added to what the point of that quarter says. */
export interface HistoryEntry {
  readonly id: FunctionId;
  readonly point: HistoryPoint;
  readonly late: boolean;
}

const dayOf = (minute: Minute): number => Math.floor(minute / MINUTES_PER_DAY);

/** What a checkpoint carries until it is written out. */
export const packHistory = (entries: readonly HistoryEntry[]): Uint8Array => {
  const writer = new ByteWriter(4_096).varint(entries.length);
  for (const entry of entries) writeEntry(entry, writer);
  return writer.finish();
};

export const unpackHistory = (bytes: Uint8Array): HistoryEntry[] => {
  const reader = new ByteReader(bytes);
  const entries: HistoryEntry[] = [];
  for (let left = reader.varint(); left > 0; left--) entries.push(readEntry(reader));
  return entries;
};

/** Bits of the byte before a point. */
const LATE = 1;
/** Further signals stand behind it; entries written before there were any do not have the bit. */
const OTHERS = 2;

const writeEntry = ({ id, point, late }: HistoryEntry, writer: ByteWriter): void => {
  const { others } = point;
  writer.text(id).u8((late ? LATE : 0) | (others === undefined ? 0 : OTHERS));
  encodeHistoryPoint(point, writer);
  if (others !== undefined) encodeOtherSignals(others, writer);
};

const readEntry = (reader: ByteReader): HistoryEntry => {
  const id = reader.text() as FunctionId;
  const marks = reader.u8();
  const point = decodeHistoryPoint(reader);
  const others = (marks & OTHERS) === 0 ? {} : { others: decodeOtherSignals(reader) };
  return { id, late: (marks & LATE) !== 0, point: { ...point, ...others } };
};

/**
 * The rows of one checkpoint's history, one or a few per quarter. Keys hold the checkpoint's version, so writing them
 * again changes nothing and no checkpoint touches another's.
 */
export const historyRows = (slot: Slot, version: number, entries: readonly HistoryEntry[], lifeMs: number): Row[] => {
  const quarters = new Map<Minute, HistoryEntry[]>();
  for (const entry of entries) {
    const quarter = quarters.get(entry.point.minute);
    if (quarter === undefined) quarters.set(entry.point.minute, [entry]);
    else quarter.push(entry);
  }
  return [...quarters].flatMap(([quarter, own]) =>
    chunks(own).map((data, index) => ({
      partition: historyPartition(slot, dayOf(quarter)),
      sort: `${orderedNumber(quarter)}|${orderedNumber(version)}|${index}`,
      revision: version,
      data,
      expiresAt: epochMs(startOf(quarter) + lifeMs),
    })),
  );
};

const chunks = (entries: readonly HistoryEntry[]): Uint8Array[] => {
  const rows: Uint8Array[] = [];
  let writer = new ByteWriter(4_096);
  for (const entry of entries) {
    const before = writer.length;
    writeEntry(entry, writer);
    if (writer.length <= MAX_ROW_BYTES) continue;
    rows.push(writer.finish().subarray(0, before));
    writer = new ByteWriter(4_096);
    writeEntry(entry, writer);
  }
  if (writer.length > 0) rows.push(writer.finish());
  return rows;
};

/** History of a slot's functions in [from, to], ascending per function, late counts added: what this layout wrote. */
export const readHistory = async (
  table: Table,
  slot: Slot,
  from: Minute,
  to: Minute,
): Promise<Map<FunctionId, HistoryPoint[]>> => {
  const functions: Points = new Map();
  await readInto(functions, table, slot, from, to);
  return ascending(functions);
};

/** History of every function in [from, to], whichever layouts it was written under. */
export const readFleetHistory = async (
  table: Table,
  from: Minute,
  to: Minute,
): Promise<Map<FunctionId, HistoryPoint[]>> => {
  const functions: Points = new Map();
  const { history: layouts } = (await readLayout(table)) ?? { history: [1] };
  for (const slots of new Set(layouts)) {
    for (const slot of slotsOf(slots)) await readInto(functions, table, slot, from, to);
  }
  return ascending(functions);
};

/** History of one function in [from, to], whichever layouts it was written under. */
export const readFunctionHistory = async (
  table: Table,
  id: FunctionId,
  from: Minute,
  to: Minute,
): Promise<readonly HistoryPoint[]> => {
  const functions: Points = new Map();
  const { history: layouts } = (await readLayout(table)) ?? { history: [1] };
  for (const slots of new Set(layouts)) {
    await readInto(functions, table, { slots, slot: slotOf(id, slots) }, from, to, id);
  }
  return ascending(functions).get(id) ?? [];
};

type Points = Map<FunctionId, Map<Minute, HistoryPoint>>;

/** `only`: the one function that is wanted. */
const readInto = async (
  functions: Points,
  table: Table,
  slot: Slot,
  from: Minute,
  to: Minute,
  only?: FunctionId,
): Promise<void> => {
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    const range = { from: orderedNumber(from), to: `${orderedNumber(to)}${LAST_SORT_KEY}`, consistent: false };
    for await (const { data } of table.scan({ partition: historyPartition(slot, day), ...range })) {
      if (typeof data === 'string') continue;
      for (const reader = new ByteReader(data); !reader.done; ) {
        const entry = readEntry(reader);
        if (only === undefined || entry.id === only) addEntry(functions, entry);
      }
    }
  }
};

const ascending = (functions: Points): Map<FunctionId, HistoryPoint[]> =>
  new Map([...functions].map(([id, points]) => [id, [...points.values()].sort((a, b) => a.minute - b.minute)]));

const addEntry = (functions: Points, { id, point, late }: HistoryEntry): void => {
  let points = functions.get(id);
  if (points === undefined) {
    points = new Map();
    functions.set(id, points);
  }
  const known = points.get(point.minute);
  if (known === undefined) points.set(point.minute, point);
  else {
    const counts = {
      invocations: known.invocations + point.invocations,
      errors: known.errors + point.errors,
    };
    // A late entry knows no bands.
    points.set(point.minute, { ...(late ? known : point), ...counts });
  }
};
