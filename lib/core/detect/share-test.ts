import { dayOf } from '../baseline/calendar.ts';
import {
  type CalibrationSettings,
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  raiseAfterAlarm,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import {
  acceptShare,
  decodeShareBaseline,
  encodeShareBaseline,
  learnShare,
  newShareBaseline,
  type ShareBaseline,
  type ShareSettings,
  usualShare,
} from '../baseline/share-baseline.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, newCusum, resetCusum } from './cusum.ts';
import { isLearning, type Moment } from './moment.ts';

/** How one signal tests a share of invocations. */
export interface ShareTestSettings {
  readonly baseline: ShareSettings;
  readonly calibration: CalibrationSettings;
  /** Shares to test against, given the usual one. All above it. */
  readonly alternatives: readonly ((usual: number) => number)[];
  /** Evidence that has not yet lasted long enough, or touched enough invocations, does not alert. */
  readonly isSolid: (episode: ShareAlternative) => boolean;
}

/** One window may bring this many nats: a single burst of failures is one event, not a hundred. */
const MOST_PER_WINDOW = 12;
/** Evidence is kept up to here, or a long outage would deafen the test for the rest of the day. */
const MOST_EVIDENCE = 150;
/** Ungated evidence is remembered for calibration up to this share of the floor: blips are not near-alarms. */
const UNGATED_SHARE = 0.7;
/** As for counts: evidence has turned once it fell this far. */
const TURNED_BY = 4;

/** What a burst that ended may leave behind, in alert lines. */
const MOST_OF_BURST = 0.5;

/** What speaks for one alternative. `cusum` counts hits in all invocations; everything since evidence left zero. */
export interface ShareAlternative {
  readonly cusum: Cusum;
  windows: number;
  windowsWithHits: number;
  /** Last window with hits: what an episode's length is measured to. */
  lastHit: number;
}

/**
 * Tests the share of invocations with some property (failed, timed out, started cold) for an increase: CUSUMs of the
 * Bernoulli log-likelihood ratio against fixed multiples of the usual share, gated by persistence.
 * @see Page (1954); Reynolds and Stoumbos (1999), A CUSUM chart for monitoring a proportion
 */
export interface ShareTest {
  readonly baseline: ShareBaseline;
  readonly alternatives: ShareAlternative[];
  readonly calibrator: Calibrator;
}

export const newShareTest = (settings: ShareTestSettings, firstWindow: Minute): ShareTest => ({
  baseline: newShareBaseline(settings.baseline, firstWindow),
  alternatives: settings.alternatives.map(() => ({
    cusum: newCusum(firstWindow),
    windows: 0,
    windowsWithHits: 0,
    lastHit: 0,
  })),
  calibrator: newCalibrator(dayOf(firstWindow), settings.calibration),
});

/** How long hits have come since evidence left zero. */
export const episodeMinutes = ({ cusum, lastHit }: ShareAlternative): number => Math.max(0, lastHit - cusum.since + 1);

/** Whether nothing speaks for any alternative: the rule for most functions in most minutes. */
export const isQuietShare = ({ alternatives }: ShareTest): boolean => {
  for (let index = 0; index < alternatives.length; index++) {
    if ((alternatives[index]?.cusum.value ?? 0) > 0) return false;
  }
  return true;
};

/** The strongest alternative whose evidence is solid; `undefined` when none is. */
export const solidAlternative = (test: ShareTest, settings: ShareTestSettings): ShareAlternative | undefined => {
  let strongest: ShareAlternative | undefined;
  for (const alternative of test.alternatives) {
    if (strongest && strongest.cusum.value >= alternative.cusum.value) continue;
    if (settings.isSolid(alternative)) strongest = alternative;
  }
  return strongest;
};

/** Evidence over alert line, or less than 1 when it is not solid or has turned. */
export const shareSurprise = (test: ShareTest, settings: ShareTestSettings): number => {
  if (isQuietShare(test)) return 0;
  const strongest = solidAlternative(test, settings);
  if (!strongest) return 0;
  const { value, peak } = strongest.cusum;
  const surprise = value / test.calibrator.threshold;
  return peak - value >= TURNED_BY ? Math.min(0.99, surprise) : surprise;
};

/** Log-likelihood ratio of `hits` in `total`, in nats. Without hits it only lowers what has gathered: from zero, nothing. */
const evidenceFor = (assumed: number, usual: number, hits: number, total: number, gathered: number): number =>
  hits === 0 && gathered === 0
    ? 0
    : hits * Math.log(assumed / usual) + (total - hits) * Math.log((1 - assumed) / (1 - usual));

/** Adds a window's evidence for each alternative; the highest that any has gathered. */
const weigh = (test: ShareTest, settings: ShareTestSettings, hits: number, total: number, at: Minute): number => {
  const usual = usualShare(test.baseline);
  let highest = 0;
  for (let index = 0; index < test.alternatives.length; index++) {
    const alternative = test.alternatives[index];
    if (!alternative) continue;
    const assumed = settings.alternatives[index]?.(usual) ?? usual;
    const evidence = evidenceFor(assumed, usual, hits, total, alternative.cusum.value);
    if (alternative.cusum.value === 0) {
      alternative.windows = 0;
      alternative.windowsWithHits = 0;
    }
    accumulate(alternative.cusum, Math.min(MOST_PER_WINDOW, evidence), MOST_EVIDENCE, at, hits, total);
    alternative.windows++;
    if (hits > 0) {
      alternative.windowsWithHits++;
      alternative.lastHit = at;
    }
    highest = Math.max(highest, alternative.cusum.value);
  }
  return highest;
};

/**
 * Once the highest share that a burst spoke for is as good as refuted, the burst has ended without an alarm, and was a blip:
 * what it left for lower shares counts as half an alert line at most, so that two usual failures do not stretch it into an episode.
 */
const forgiveBurst = ({ alternatives, calibrator }: ShareTest, settings: ShareTestSettings): void => {
  const highest = alternatives.at(-1)?.cusum;
  if (!highest || highest.peak - highest.value < settings.calibration.floor) return;
  for (const { cusum } of alternatives) {
    cusum.value = Math.fround(Math.min(cusum.value, MOST_OF_BURST * calibrator.threshold));
    cusum.peak = cusum.value;
  }
};

/** A window without hits leaves evidence at zero where it is: what {@link weigh} would do, without weighing anything. */
const passQuietly = (test: ShareTest, total: number, at: Minute): void => {
  for (const alternative of test.alternatives) {
    accumulate(alternative.cusum, 0, MOST_EVIDENCE, at, 0, total);
    alternative.windows = 1;
    alternative.windowsWithHits = 0;
  }
};

export const advanceShareTest = (
  test: ShareTest,
  settings: ShareTestSettings,
  hits: number,
  total: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  turnDay(test.calibrator, dayOf(moment.minute), settings.calibration, moment.calibration);
  const learning = isLearning(moment);
  let highest = 0;
  if (hits === 0 && isQuietShare(test)) passQuietly(test, total, moment.minute);
  else {
    highest = weigh(test, settings, hits, total, moment.minute);
    if (!isOpen) forgiveBurst(test, settings);
    const solid = solidAlternative(test, settings)?.cusum.value ?? 0;
    if (!isOpen) {
      const height = Math.max(solid, Math.min(highest, UNGATED_SHARE * settings.calibration.floor));
      recordHeight(test.calibrator, height, learning);
    }
    if (learning) forgetTurned(test, moment.minute);
  }
  if (!isOpen && (learning || highest < test.calibrator.threshold)) {
    learnShare(test.baseline, settings.baseline, moment.minute, hits, total, learning);
  }
};

/** Nobody closes an alarm while learning; what an alarm's end would reset must not linger. */
const forgetTurned = (test: ShareTest, at: Minute): void => {
  for (const { cusum } of test.alternatives) {
    if (cusum.peak - cusum.value >= Math.max(TURNED_BY, 0.5 * test.calibrator.threshold)) resetCusum(cusum, at);
  }
};

export const chargeShareTest = (test: ShareTest): void => recordAlarm(test.calibrator);

export const resetShareTest = (test: ShareTest, settings: ShareTestSettings, at: Minute): void => {
  let wasLoud = false;
  for (const alternative of test.alternatives) {
    if (alternative.cusum.peak >= test.calibrator.threshold) wasLoud = true;
    resetCusum(alternative.cusum, at);
    alternative.windows = 0;
    alternative.windowsWithHits = 0;
    alternative.lastHit = 0;
  }
  if (wasLoud) raiseAfterAlarm(test.calibrator, settings.calibration);
};

/** Takes the share of the present episode as the usual one. */
export const acceptShareTest = (test: ShareTest, settings: ShareTestSettings, at: Minute): void => {
  const cusum = solidAlternative(test, settings)?.cusum;
  if (cusum && cusum.expected > 0) acceptShare(test.baseline, Math.min(0.95, cusum.observed / cusum.expected));
  resetShareTest(test, settings, at);
};

export const encodeShareTest = (test: ShareTest, writer: ByteWriter): void => {
  encodeShareBaseline(test.baseline, writer);
  for (const alternative of test.alternatives) {
    encodeCusum(alternative.cusum, writer);
    writer.varint(alternative.windows).varint(alternative.windowsWithHits).past(alternative.lastHit);
  }
  encodeCalibrator(test.calibrator, writer);
};

export const decodeShareTest = (settings: ShareTestSettings, reader: ByteReader): ShareTest => ({
  baseline: decodeShareBaseline(reader),
  alternatives: settings.alternatives.map(() => ({
    cusum: decodeCusum(reader),
    windows: reader.varint(),
    windowsWithHits: reader.varint(),
    lastHit: reader.layout < 4 ? reader.varint() : reader.past(),
  })),
  calibrator: decodeCalibrator(reader),
});
