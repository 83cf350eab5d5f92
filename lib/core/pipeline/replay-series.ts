import { advanceGauge, type Gauge, type GaugeReading, gaugeAlarmed, gaugeQuiet, newGauge } from '../baseline/gauge.ts';
import type { Severity } from '../signal.ts';
import { type EpochMs, MS_PER_MINUTE } from '../units.ts';

/** An alarm closes after so long without a surprising point, and after no fewer than this many of them. */
const QUIET_MS = 15 * MS_PER_MINUTE;
const QUIET_POINTS = 3;
/** Half the alert line still counts as surprising: an alarm does not flicker at the line. */
const STILL_SURPRISING = 0.5;

/** A stretch of a metric series that is not what it usually is. */
export interface SeriesAnomaly {
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly severity: Severity;
  /** The strongest point. */
  readonly observed: number;
  readonly expected: GaugeReading['expected'];
  readonly direction: GaugeReading['direction'];
  readonly score: number;
}

/** Scores the points of one metric series, in order of time. */
export class SeriesReplay {
  readonly #learnMs: number;
  #gauge: Gauge | undefined;
  #first = 0;
  #open: SeriesAnomaly | undefined;
  #lastSurprise: EpochMs | undefined;
  #quietPoints = 0;

  constructor(learnMs: number) {
    this.#learnMs = learnMs;
  }

  /** The anomaly that this point opened or closed, if any. Values that are not finite are no points. */
  add(at: EpochMs, value: number): SeriesAnomaly | undefined {
    if (this.#gauge === undefined) {
      this.#gauge = newGauge(at, value);
      this.#first = at;
      return undefined;
    }
    const isLearning = at - this.#first < this.#learnMs;
    const reading = advanceGauge(this.#gauge, at, value, isLearning);
    if (this.#open !== undefined) return this.#goOn(this.#gauge, this.#open, at, value, reading);
    if (isLearning || reading.score < 1) return undefined;
    gaugeAlarmed(this.#gauge);
    this.#lastSurprise = at;
    this.#quietPoints = 0;
    this.#open = { startedAt: at, endedAt: null, ...describe(value, reading) };
    return this.#open;
  }

  #goOn(
    gauge: Gauge,
    open: SeriesAnomaly,
    at: EpochMs,
    value: number,
    reading: GaugeReading,
  ): SeriesAnomaly | undefined {
    if (reading.score >= STILL_SURPRISING) {
      this.#lastSurprise = at;
      this.#quietPoints = 0;
      if (reading.score > open.score) this.#open = { ...open, ...describe(value, reading) };
      return undefined;
    }
    this.#quietPoints++;
    const lastSurprise = this.#lastSurprise ?? open.startedAt;
    if (this.#quietPoints < QUIET_POINTS || at - lastSurprise < QUIET_MS) return undefined;
    gaugeQuiet(gauge);
    this.#open = undefined;
    return { ...open, endedAt: lastSurprise };
  }
}

const describe = (observed: number, { expected, direction, score }: GaugeReading) => ({
  observed,
  expected,
  direction,
  score,
  severity: severityOf(score),
});

/** As for all signals: the surprise in multiples of the alert line. */
const severityOf = (score: number): Severity => (score >= 3 ? 'high' : score >= 1.5 ? 'medium' : 'low');
