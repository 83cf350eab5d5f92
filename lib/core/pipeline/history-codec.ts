import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Band, HistoryPoint, OtherSignals } from '../detect/history-point.ts';
import { minute as minuteFrom } from '../units.ts';

/** Which of the numbers that may be missing are there: one bit each. */
const FIELDS = 7;
/** The bit that says that a deploy follows; points written before there was one do not have it. */
const DEPLOY_BIT = 1 << FIELDS;

/** Single precision: pictures do not show more. */
export const encodeHistoryPoint = (point: HistoryPoint, writer: ByteWriter): void => {
  const optional = [
    point.durationMsMedian,
    point.invocationsBand.lower,
    point.invocationsBand.upper,
    point.errorsBand.lower,
    point.errorsBand.upper,
    point.durationMsBand.lower,
    point.durationMsBand.upper,
  ];
  const present = optional.reduce<number>((bits, value, index) => (value === null ? bits : bits | (1 << index)), 0);
  const { deploy } = point;
  const marks = deploy === undefined ? present : present | DEPLOY_BIT;
  writer.varint(point.minute).varint(point.invocations).varint(point.errors).u8(marks);
  for (const value of optional) if (value !== null) writer.f32(value);
  if (deploy !== undefined) writer.text(deploy);
};

export const decodeHistoryPoint = (reader: ByteReader): HistoryPoint => {
  const minute = minuteFrom(reader.varint());
  const invocations = reader.varint();
  const errors = reader.varint();
  const present = reader.u8();
  const optional = Array.from({ length: FIELDS }, (_, index) => ((present >> index) & 1 ? reader.f32() : null));
  const band = (index: number): Band => ({ lower: optional[index] ?? null, upper: optional[index + 1] ?? null });
  return {
    minute,
    invocations,
    errors,
    durationMsMedian: optional[0] ?? null,
    invocationsBand: band(1),
    errorsBand: band(3),
    durationMsBand: band(5),
    ...(present & DEPLOY_BIT ? { deploy: reader.text() } : {}),
  };
};

/** Stands behind a point, where the entry says so. */
export const encodeOtherSignals = (others: OtherSignals, writer: ByteWriter): void => {
  writer.varint(others.timeouts).varint(others.coldStarts).varint(others.memoryMbMax).varint(others.outboundCalls);
};

export const decodeOtherSignals = (reader: ByteReader): OtherSignals => ({
  timeouts: reader.varint(),
  coldStarts: reader.varint(),
  memoryMbMax: reader.varint(),
  outboundCalls: reader.varint(),
});
