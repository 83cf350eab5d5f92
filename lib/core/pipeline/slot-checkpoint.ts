import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from '../bytes.ts';
import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { FunctionId } from '../function-key.ts';
import { type Minute, minute as minuteFrom } from '../units.ts';
import { Fleet } from './fleet.ts';
import { decodeCursor, encodeCursor, type SlotCursor } from './slot-cursor.ts';

/** What a slot counted since its beginning: an audit that nothing was lost or counted twice. Exact integers. */
export interface SlotTotals {
  readonly starts: number;
  readonly reports: number;
  readonly durationUsSum: number;
  /** Function-minutes that came after their evaluation: counted, never judged. */
  readonly lateWindows: number;
}

export const NO_TOTALS: SlotTotals = { starts: 0, reports: 0, durationUsSum: 0, lateWindows: 0 };

/** Adds what windows, or other totals, count. */
export const addTotals = (
  totals: SlotTotals,
  counts: Iterable<Pick<SlotTotals, 'starts' | 'reports' | 'durationUsSum'>>,
): SlotTotals => {
  let { starts, reports, durationUsSum } = totals;
  for (const one of counts) {
    starts += one.starts;
    reports += one.reports;
    durationUsSum += one.durationUsSum;
  }
  return { ...totals, starts, reports, durationUsSum };
};

/** Everything of one slot that outlives a tick, as of the end of `evaluatedUntil`. */
export interface SlotCheckpoint {
  /** The layout that it is of; slots of the same name may come again in a later one. */
  readonly generation: number;
  readonly evaluatedUntil: Minute;
  /** Slots of the next layout take over from here. */
  readonly isSealed: boolean;
  /** No alarm opens in windows before this one: when learning ends. */
  readonly alertsFrom: Minute;
  readonly cursor: SlotCursor;
  readonly totals: SlotTotals;
  /** Edges of the windows in (edgesFrom, evaluatedUntil]: told again, in case the fleet step missed a tick. */
  readonly edgesFrom: Minute;
  readonly edges: readonly AlarmEdge[];
  /** History of the windows that this checkpoint closed, packed; written out once the checkpoint is there. */
  readonly history: Uint8Array;
  /** Encoded {@link Fleet}; see {@link fleetOf}. */
  readonly fleet: Uint8Array;
}

/** Layouts: as it is, and deflated. */
const [PLAIN, DEFLATED] = [3, 4];

/**
 * A young fleet's state takes a fifth deflated, one of weeks three fifths: of what is written, read, and lies in the table.
 * The state of a few functions is one row either way.
 */
const DEFLATED_FROM_BYTES = 8_192;

export const encodeCheckpoint = (checkpoint: SlotCheckpoint): Uint8Array => {
  const writer = new ByteWriter(4_096);
  writer
    .varint(checkpoint.generation)
    .varint(checkpoint.evaluatedUntil)
    .u8(checkpoint.isSealed ? 1 : 0)
    .varint(checkpoint.alertsFrom);
  encodeCursor(checkpoint.cursor, writer);
  const { starts, reports, durationUsSum, lateWindows } = checkpoint.totals;
  writer.varint(starts).varint(reports).varint(durationUsSum).varint(lateWindows);
  writer.varint(checkpoint.edgesFrom).text(JSON.stringify(checkpoint.edges));
  writer.varint(checkpoint.history.length).bytes(checkpoint.history);
  writer.varint(checkpoint.fleet.length).bytes(checkpoint.fleet);
  const body = writer.finish();
  const isLarge = body.length >= DEFLATED_FROM_BYTES;
  const stored = isLarge ? deflateRawSync(body, { level: 1 }) : body;
  return new ByteWriter(stored.length + 1)
    .u8(isLarge ? DEFLATED : PLAIN)
    .bytes(stored)
    .finish();
};

export const decodeCheckpoint = (bytes: Uint8Array): SlotCheckpoint => {
  const version = new ByteReader(bytes).u8();
  if (version !== PLAIN && version !== DEFLATED) {
    throw new RangeError(`checkpoint of version ${version}, this program reads ${PLAIN} and ${DEFLATED}`);
  }
  const stored = bytes.subarray(1);
  const reader = new ByteReader(version === PLAIN ? stored : new Uint8Array(inflateRawSync(stored)));
  return {
    generation: reader.varint(),
    evaluatedUntil: minuteFrom(reader.varint()),
    isSealed: reader.u8() === 1,
    alertsFrom: minuteFrom(reader.varint()),
    cursor: decodeCursor(reader),
    totals: {
      starts: reader.varint(),
      reports: reader.varint(),
      durationUsSum: reader.varint(),
      lateWindows: reader.varint(),
    },
    edgesFrom: minuteFrom(reader.varint()),
    edges: JSON.parse(reader.text()) as AlarmEdge[],
    history: reader.bytes(reader.varint()),
    fleet: reader.bytes(reader.varint()),
  };
};

export const encodeFleet = (fleet: Fleet, isOwn: (id: FunctionId) => boolean = () => true): Uint8Array => {
  const own = [...fleet.functionIds].filter(isOwn);
  const writer = new ByteWriter(4_096).varint(own.length);
  for (const id of own) {
    writer.text(id);
    fleet.encodeMember(id, writer);
  }
  return writer.finish();
};

/** The fleet of a checkpoint, to be advanced. Decoded anew for each replay, as advancing consumes the state. */
export const fleetOf = ({ evaluatedUntil, fleet: bytes }: Pick<SlotCheckpoint, 'evaluatedUntil' | 'fleet'>): Fleet => {
  const fleet = Fleet.empty(evaluatedUntil);
  const reader = new ByteReader(bytes);
  for (let left = reader.varint(); left > 0; left--) {
    const id = reader.text() as FunctionId;
    fleet.decodeMember(id, reader);
  }
  return fleet;
};

/** The functions of several slots. */
export const uniteFleets = (checkpoints: readonly Pick<SlotCheckpoint, 'fleet'>[]): Uint8Array => {
  const fleets = checkpoints.map(({ fleet }) => {
    const reader = new ByteReader(fleet);
    return { count: reader.varint(), members: fleet.subarray(reader.offset) };
  });
  const writer = new ByteWriter(4_096).varint(fleets.reduce((sum, { count }) => sum + count, 0));
  for (const { members } of fleets) writer.bytes(members);
  return writer.finish();
};
