import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from '../../../core/units.ts';
import type { TrafficShape } from './function-profile.ts';
import type { Random } from './random.ts';

/** 1970-01-01 was a Thursday; days are counted from Monday. */
const WEEKDAY_OF_EPOCH = 3;
const SATURDAY = 5;

/** Raised cosine between `nightShare` and 1, with its crest at `peakHour`. */
const dayCurve = (at: Minute, peakHour: number, nightShare: number): number => {
  const hour = (at % MINUTES_PER_DAY) / MINUTES_PER_HOUR;
  const crest = (1 + Math.cos(((hour - peakHour) / 24) * 2 * Math.PI)) / 2;
  return nightShare + (1 - nightShare) * crest;
};

const isWeekend = (at: Minute): boolean => (Math.floor(at / MINUTES_PER_DAY) + WEEKDAY_OF_EPOCH) % 7 >= SATURDAY;

/** How often one function is invoked, minute by minute. Remembers a burst that is under way. */
export class Arrivals {
  readonly #shape: TrafficShape;
  readonly #random: Random;
  #burstUntil = 0;

  constructor(shape: TrafficShape, random: Random) {
    this.#shape = shape;
    this.#random = random;
  }

  /** Number of invocations in a minute; `factor` scales what is usual. Call once per minute, ascending. */
  at(minute: Minute, factor: number): number {
    const shape = this.#shape;
    switch (shape.kind) {
      case 'http': {
        const weekend = isWeekend(minute) ? shape.weekendShare : 1;
        const curve = dayCurve(minute, shape.peakHour, shape.nightShare);
        return this.#random.poisson(shape.perMinuteAtPeak * curve * weekend * factor);
      }
      case 'queue': {
        const batches = (shape.perMinute * dayCurve(minute, 14, shape.nightShare) * factor) / shape.batchSize;
        let count = 0;
        for (let left = this.#random.poisson(batches); left > 0; left--) {
          count += 1 + this.#random.poisson(shape.batchSize - 1);
        }
        return count;
      }
      case 'cron': {
        const due = minute % shape.everyMinutes === shape.atMinute % shape.everyMinutes;
        return due ? Math.round(shape.invocationsEach * factor) : 0;
      }
      case 'bursty': {
        if (minute >= this.#burstUntil && this.#random.chance(shape.burstsPerDay / MINUTES_PER_DAY)) {
          this.#burstUntil = minute + Math.max(1, Math.round(this.#random.logNormal(shape.burstMinutes, 0.5)));
        }
        const mean = minute < this.#burstUntil ? shape.perMinuteInBurst : shape.perMinute;
        return this.#random.poisson(mean * factor);
      }
      case 'sparse':
        return this.#random.poisson((shape.perDay / MINUTES_PER_DAY) * factor);
    }
  }

  /** Scheduled invocations come at the full minute, the others whenever they like. */
  offsetMs(): number {
    return this.#shape.kind === 'cron' ? this.#random.between(150, 2_500) : this.#random.between(0, 60_000);
  }
}

/** Mean invocations per minute at a time of day, for choosing where a change can be noticed at all. */
export const expectedPerMinute = (shape: TrafficShape, at: Minute): number => {
  switch (shape.kind) {
    case 'http':
      return (
        shape.perMinuteAtPeak *
        dayCurve(at, shape.peakHour, shape.nightShare) *
        (isWeekend(at) ? shape.weekendShare : 1)
      );
    case 'queue':
      return shape.perMinute * dayCurve(at, 14, shape.nightShare);
    case 'cron':
      return shape.invocationsEach / shape.everyMinutes;
    case 'bursty':
      return shape.perMinute + (shape.burstsPerDay * shape.burstMinutes * shape.perMinuteInBurst) / MINUTES_PER_DAY;
    case 'sparse':
      return shape.perDay / MINUTES_PER_DAY;
  }
};
