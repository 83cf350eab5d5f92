import { Random } from './random.ts';

export const TRAFFIC_CLASSES = ['http', 'queue', 'bursty', 'cron', 'sparse'] as const;
export type TrafficClass = (typeof TRAFFIC_CLASSES)[number];

const MINUTES_PER_DAY = 1_440;

/** When a function is called. `factor` multiplies what the world asks of it at that minute. */
export interface Traffic {
  readonly callsAt: (minute: number, factor: number) => number;
  /** Mean calls per minute over a week, for sizing incidents. */
  readonly typicalRate: number;
  /** Calls that come together for one reason: what a call is worth as evidence. */
  readonly clump: number;
  readonly wander: Wander;
}

/** How the rate strays by itself: standard deviation of its logarithm, and for how long it stays where it strayed. */
export interface Wander {
  readonly deviation: number;
  readonly memoryMinutes: number;
}

const NO_WANDER: Wander = { deviation: 0, memoryMinutes: 1 };

/** Share of the daily mean at a minute: two harmonics, weekend, slow growth, and days that differ from each other. */
const makeShape = (random: Random): ((minute: number) => number) => {
  const amplitude = random.between(0, 0.85);
  const second = random.between(0, 0.3);
  const phase = random.between(0, 2 * Math.PI);
  const secondPhase = random.between(0, 2 * Math.PI);
  const weekend = random.chance(0.6) ? random.between(0.15, 0.9) : random.between(0.9, 1.2);
  const growthPerDay = random.between(-0.004, 0.008);
  const dayNoise = random.between(0.02, 0.14);
  const daySeed = random.integer(1, 1e9);
  const dayLevels = new Map<number, number>();
  const dayLevel = (day: number): number => {
    let level = dayLevels.get(day);
    if (level === undefined) {
      level = Math.exp(dayNoise * new Random(daySeed + day * 7_919).normal());
      dayLevels.set(day, level);
    }
    return level;
  };
  let origin: number | undefined;
  return (minute) => {
    origin ??= minute;
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const angle = (2 * Math.PI * (minute % MINUTES_PER_DAY)) / MINUTES_PER_DAY;
    const daily = 1 + amplitude * Math.sin(angle + phase) + second * Math.sin(2 * angle + secondPhase);
    const isWeekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6;
    const growth = 1 + (growthPerDay * (minute - origin)) / MINUTES_PER_DAY;
    return Math.max(0.02, daily) * (isWeekend ? weekend : 1) * growth * dayLevel(day);
  };
};

/** Wander of the log-rate: an autoregressive process with its own memory. */
const makeWander = (random: Random, { deviation, memoryMinutes }: Wander): (() => number) => {
  const kept = Math.exp(-1 / memoryMinutes);
  let value = deviation * random.normal();
  return () => {
    value = kept * value + deviation * Math.sqrt(1 - kept * kept) * random.normal();
    return Math.exp(value - (deviation * deviation) / 2);
  };
};

const httpTraffic = (random: Random): Traffic => {
  const rate = random.logBetween(0.3, 300);
  const shape = makeShape(random);
  const wander = { deviation: random.between(0.02, 0.35), memoryMinutes: random.logBetween(4, 120) };
  const stray = makeWander(random, wander);
  const grain = random.chance(0.5) ? random.logBetween(1.5, 40) : Number.POSITIVE_INFINITY;
  return {
    typicalRate: rate,
    clump: 1 + rate / grain,
    wander,
    callsAt: (minute, factor) => {
      const mean = rate * shape(minute) * stray() * factor;
      return random.poisson(Number.isFinite(grain) ? (mean * random.gamma(grain)) / grain : mean);
    },
  };
};

const queueTraffic = (random: Random): Traffic => {
  const batch = random.logBetween(1.5, 20);
  const rate = random.logBetween(0.2, 80);
  const shape = makeShape(random);
  const wander = { deviation: random.between(0.05, 0.4), memoryMinutes: random.logBetween(5, 120) };
  const stray = makeWander(random, wander);
  return {
    typicalRate: rate,
    clump: 2 * batch,
    wander,
    callsAt: (minute, factor) => {
      let calls = 0;
      const batches = random.poisson((rate / batch) * shape(minute) * stray() * factor);
      for (let index = 0; index < batches; index++) calls += 1 + Math.floor(random.exponential(batch - 0.5));
      return calls;
    },
  };
};

const burstyTraffic = (random: Random): Traffic => {
  const shape = makeShape(random);
  const burstsPerDay = random.between(4, 30);
  const burstMinutes = random.between(3, 20);
  const burstRate = random.logBetween(3, 80);
  const spread = random.between(0.3, 0.9);
  const background = random.chance(0.5) ? random.logBetween(0.01, 0.5) : 0;
  let left = 0;
  let intensity = 0;
  return {
    clump: burstMinutes * burstRate,
    wander: { deviation: spread, memoryMinutes: burstMinutes },
    typicalRate: (burstsPerDay * burstMinutes * burstRate * Math.exp(spread ** 2 / 2)) / MINUTES_PER_DAY + background,
    callsAt: (minute, factor) => {
      if (left <= 0 && random.chance((burstsPerDay / MINUTES_PER_DAY) * Math.min(3, shape(minute)))) {
        left = Math.max(1, Math.round(random.exponential(burstMinutes)));
        intensity = burstRate * Math.exp(spread * random.normal());
      }
      const rate = (left > 0 ? intensity : 0) + background;
      left--;
      return random.poisson(rate * factor);
    },
  };
};

const cronTraffic = (random: Random): Traffic => {
  const period = random.pick([5, 10, 15, 30, 60, 60, 120, 360, 1_440]);
  const calls = random.chance(0.6) ? 1 : random.integer(2, 20);
  const varies = calls > 3 && random.chance(0.5);
  const offset = random.integer(0, period - 1);
  const jitter = random.chance(0.4) ? 1 : 0;
  const officeHours = random.chance(0.2) && period <= 60;
  let due = new Set<number>();
  return {
    typicalRate: calls / period,
    clump: calls,
    wander: NO_WANDER,
    callsAt: (minute, factor) => {
      if ((minute - offset) % period === 0 && !random.chance(0.0005)) {
        const hour = Math.floor(minute / 60) % 24;
        if (!officeHours || (hour >= 7 && hour < 19)) due.add(minute + random.integer(0, jitter));
      }
      if (!due.delete(minute)) return 0;
      if (due.size > 4) due = new Set();
      const wanted = varies ? Math.max(1, random.poisson(calls)) : calls;
      const whole = Math.floor(wanted * factor);
      return whole + (random.chance(wanted * factor - whole) ? 1 : 0);
    },
  };
};

const sparseTraffic = (random: Random): Traffic => {
  const rate = random.logBetween(0.002, 0.06);
  const shape = makeShape(random);
  return {
    typicalRate: rate,
    clump: 1,
    wander: NO_WANDER,
    callsAt: (minute, factor) => random.poisson(rate * shape(minute) * factor),
  };
};

export const makeTraffic = (kind: TrafficClass, random: Random): Traffic => {
  switch (kind) {
    case 'http':
      return httpTraffic(random);
    case 'queue':
      return queueTraffic(random);
    case 'bursty':
      return burstyTraffic(random);
    case 'cron':
      return cronTraffic(random);
    case 'sparse':
      return sparseTraffic(random);
  }
};
