import type { ByteReader, ByteWriter } from '../bytes.ts';

/** Cells are kept as 12-bit steps of ln(1 + calls): within 0.3 %, up to 3·10^9 calls. */
const STEPS_PER_NAT = 187.5;
const MOST_STEPS = 4_095;
export const packCount = (calls: number): number => Math.min(MOST_STEPS, Math.round(Math.log1p(calls) * STEPS_PER_NAT));
/** What each number of steps stands for: an hour's end asks for hundreds of them. */
const COUNTS = Float64Array.from({ length: MOST_STEPS + 1 }, (_, steps) => Math.expm1(steps / STEPS_PER_NAT));
export const unpackCount = (packed: number): number => COUNTS[packed] ?? 0;
/** Up to layout 3 a cell had 16 bits, of steps a sixteenth as large. */
const fromSixteenBits = (packed: number): number => Math.min(MOST_STEPS, Math.round(packed / 16));

/** Two cells in three bytes; there is an even number of them. */
export const encodeCells = (cells: Uint16Array, writer: ByteWriter): void => {
  for (let cell = 0; cell < cells.length; cell += 2) {
    const [first = 0, second = 0] = [cells[cell], cells[cell + 1]];
    writer.u8(first & 0xff).u8((first >> 8) | ((second & 0xf) << 4));
    writer.u8(second >> 4);
  }
};

export const decodeCells = (cells: Uint16Array, reader: ByteReader): void => {
  if (reader.layout < 4) {
    for (let cell = 0; cell < cells.length; cell++) cells[cell] = fromSixteenBits(reader.u16());
    return;
  }
  for (let cell = 0; cell < cells.length; cell += 2) {
    const [low, middle, high] = [reader.u8(), reader.u8(), reader.u8()];
    cells[cell] = low | ((middle & 0xf) << 8);
    cells[cell + 1] = (middle >> 4) | (high << 4);
  }
};

/** Sums over the hours of a weekday are kept as 16-bit steps of ln(1 + calls): within 0.02 %, up to 2·10^11 calls. */
const SUM_STEPS_PER_NAT = 2_500;
const MOST_SUM_STEPS = 65_535;
const stepsOfSum = (calls: number): number =>
  Math.min(MOST_SUM_STEPS, Math.round(Math.log1p(calls) * SUM_STEPS_PER_NAT));
const sumOfSteps = (steps: number): number => Math.fround(Math.expm1(steps / SUM_STEPS_PER_NAT));

/** A sum as it is when it was stored. */
export const storedSum = (calls: number): number => sumOfSteps(stepsOfSum(calls));

export const encodeSums = (sums: Float32Array, writer: ByteWriter): void => {
  for (const calls of sums) writer.u16(stepsOfSum(calls));
};

export const decodeSums = (sums: Float32Array, reader: ByteReader): void => {
  for (let at = 0; at < sums.length; at++) sums[at] = reader.layout < 6 ? reader.f32() : sumOfSteps(reader.u16());
};
