import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type Minute, minute } from '../units.ts';

/**
 * One-sided cumulative sum of log-likelihood ratios, in nats: falls to zero while windows look usual, climbs while they
 * look like the alternative it was built for. Remembers since when, and what it saw since.
 * @see Page (1954), Continuous inspection schemes, Biometrika 41
 */
export interface Cusum {
  value: number;
  /** Highest value since it last stood at zero. */
  peak: number;
  /** First window of the present climb. */
  since: Minute;
  /** Since then. */
  observed: number;
  expected: number;
}

export const newCusum = (at: Minute): Cusum => ({ value: 0, peak: 0, since: at, observed: 0, expected: 0 });

/** Adds the evidence of windows that begin at `from`. Capped, so that what follows an incident is heard again soon. */
export const accumulate = (
  cusum: Cusum,
  evidence: number,
  cap: number,
  from: Minute,
  observed: number,
  expected: number,
): void => {
  if (cusum.value === 0) {
    cusum.peak = 0;
    cusum.since = from;
    cusum.observed = 0;
    cusum.expected = 0;
  }
  cusum.value = Math.fround(Math.min(cap, Math.max(0, cusum.value + evidence)));
  if (cusum.value > cusum.peak) cusum.peak = cusum.value;
  cusum.observed = Math.fround(cusum.observed + observed);
  cusum.expected = Math.fround(cusum.expected + expected);
};

/** Lets evidence and what it rests on fade to the share `kept`: what began days ago is not what happens now. */
export const fadeCusum = (cusum: Cusum, kept: number): void => {
  cusum.value = Math.fround(kept * cusum.value);
  cusum.peak = Math.fround(kept * cusum.peak);
  cusum.observed = Math.fround(kept * cusum.observed);
  cusum.expected = Math.fround(kept * cusum.expected);
};

export const resetCusum = (cusum: Cusum, at: Minute): void => {
  cusum.value = 0;
  cusum.peak = 0;
  cusum.since = at;
  cusum.observed = 0;
  cusum.expected = 0;
};

export const encodeCusum = (cusum: Cusum, writer: ByteWriter): void => {
  writer.f32(cusum.value).f32(cusum.peak).near(cusum.since).f32(cusum.observed).f32(cusum.expected);
};

export const decodeCusum = (reader: ByteReader): Cusum => ({
  value: reader.f32(),
  peak: reader.f32(),
  since: minute(reader.layout < 4 ? reader.varint() : reader.near()),
  observed: reader.f32(),
  expected: reader.f32(),
});
