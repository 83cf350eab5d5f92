import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type Minute, minute } from '../units.ts';
import { type HalfLife, keptAfter } from './kept-after.ts';

export interface ShareSettings {
  /** What is believed before anything was seen, as counts. */
  readonly priorHits: number;
  readonly priorMisses: number;
  /** By the clock, not by calls: a busy function must not forget in an hour. */
  readonly halfLife: HalfLife;
}

/**
 * The usual share of hits (failures, cold starts) among invocations: a Beta mean with forgetting.
 * @see Gelman et al. (2013), Bayesian Data Analysis, section 2.4 (Beta-Binomial)
 */
export interface ShareBaseline {
  hits: number;
  misses: number;
  at: Minute;
}

/** After learning, one window may bring three times the usual number of hits, and one more. */
const MOST_HITS_RATIO = 3;
/** While learning the share is not known yet, but an outage should still not become the expectation. */
const MOST_HITS_RATIO_LEARNING = 10;

export const newShareBaseline = (settings: ShareSettings, at: Minute): ShareBaseline => ({
  hits: Math.fround(settings.priorHits),
  misses: settings.priorMisses,
  at,
});

export const usualShare = (baseline: ShareBaseline): number => baseline.hits / (baseline.hits + baseline.misses);

export const learnShare = (
  baseline: ShareBaseline,
  settings: ShareSettings,
  at: Minute,
  hits: number,
  total: number,
  learning: boolean,
): void => {
  const kept = keptAfter(at - baseline.at, settings.halfLife);
  const ratio = learning ? MOST_HITS_RATIO_LEARNING : MOST_HITS_RATIO;
  const taken = hits === 0 ? 0 : Math.min(hits, Math.ceil(ratio * usualShare(baseline) * total + 1));
  baseline.hits = Math.fround(kept * (baseline.hits - settings.priorHits) + settings.priorHits + taken);
  baseline.misses = Math.fround(kept * (baseline.misses - settings.priorMisses) + settings.priorMisses + total - hits);
  baseline.at = at;
};

/** Believes `share` from now on, with the weight of what was seen. */
export const acceptShare = (baseline: ShareBaseline, share: number): void => {
  const weight = baseline.hits + baseline.misses;
  baseline.hits = Math.fround(weight * share);
  baseline.misses = Math.fround(weight * (1 - share));
};

export const encodeShareBaseline = (baseline: ShareBaseline, writer: ByteWriter): void => {
  writer.f32(baseline.hits).f32(baseline.misses).near(baseline.at);
};

export const decodeShareBaseline = (reader: ByteReader): ShareBaseline => ({
  hits: reader.f32(),
  misses: reader.f32(),
  at: minute(reader.layout < 4 ? reader.varint() : reader.near()),
});
