import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type HalfLife, keptAfter } from './kept-after.ts';

export interface LevelFilterSettings {
  /** How long until an observation weighs half. */
  readonly halfLife: HalfLife;
  /** Calls that "as expected" weighs: what holds a quiet function's level at 1. */
  readonly priorCalls: number;
}

/**
 * How observed counts compare with expected ones lately: a gamma-Poisson ratio with forgetting.
 * 1 is as expected; 1.3 is 30 % more, through all hours.
 * @see West and Harrison (1997), Bayesian Forecasting and Dynamic Models, section 10.8 (discounted gamma-Poisson)
 */
export interface LevelFilter {
  observed: number;
  expected: number;
}

export const newLevelFilter = (settings: LevelFilterSettings): LevelFilter => ({
  observed: settings.priorCalls,
  expected: settings.priorCalls,
});

/** Takes in `minutes` equal windows at once; the closed form of doing it one by one. */
export const learnLevel = (
  filter: LevelFilter,
  settings: LevelFilterSettings,
  observedPerMinute: number,
  expectedPerMinute: number,
  minutes = 1,
): void => {
  const kept = keptAfter(minutes, settings.halfLife);
  const gain = (1 - kept) / (1 - keptAfter(1, settings.halfLife));
  const prior = (1 - kept) * settings.priorCalls;
  filter.observed = Math.fround(kept * filter.observed + prior + gain * observedPerMinute);
  filter.expected = Math.fround(kept * filter.expected + prior + gain * expectedPerMinute);
};

export const levelOf = (filter: LevelFilter): number => filter.observed / filter.expected;

export const resetLevel = (filter: LevelFilter, settings: LevelFilterSettings): void => {
  filter.observed = settings.priorCalls;
  filter.expected = settings.priorCalls;
};

export const encodeLevelFilter = (filter: LevelFilter, writer: ByteWriter): void => {
  writer.f32(filter.observed).f32(filter.expected);
};

export const decodeLevelFilter = (reader: ByteReader): LevelFilter => ({
  observed: reader.f32(),
  expected: reader.f32(),
});
