import { describe, expect, test } from 'vitest';
import { minute } from '../../lib/core/units.ts';
import { type FleetStory, type Life, openedOf, replayFleet } from '../support/replay-fleet.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';
import { DAY, MONDAY, makeNoise, poisson } from '../support/windows.ts';

const WEEK = 7 * DAY;
const files = temporaryFiles();

/** Calls at random around a rate; each takes 80 to 120 ms unless `durationMs` says otherwise. */
const around = (
  seed: number,
  rate: (elapsed: number) => number,
  durationMs: (elapsed: number, noise: () => number) => number = (_, noise) => 80 + 40 * noise(),
): Life => {
  const noise = makeNoise(seed);
  return (elapsed) => {
    const invocations = poisson(noise, rate(elapsed));
    if (invocations === 0) return undefined;
    return {
      invocations,
      durationsMs: Array.from({ length: Math.min(8, invocations) }, () => durationMs(elapsed, noise)),
    };
  };
};

const between = (elapsed: number, from: number, minutes: number): boolean =>
  elapsed >= from && elapsed < from + minutes;

const from = MONDAY;
/** What is told about one function, and on which day of the story. */
const toldOf = (life: Life, days: number, more: Partial<FleetStory> = {}) => {
  const story = { functions: { orders: life }, days, from, ...more };
  return openedOf(replayFleet(story), story.from).map(({ signal, direction, severity, at }) => ({
    said: `${signal} ${direction}`,
    severity,
    day: at / DAY,
  }));
};

/** From 1 to `most` within four days that begin with day 16. */
const ramp = (elapsed: number, most: number): number =>
  most ** Math.min(1, Math.max(0, (elapsed - 16 * DAY) / (4 * DAY)));

describe('slow poisoning is told before the baseline has followed', () => {
  test('of a rate that is raised a little every day', () => {
    const [first] = toldOf(
      around(3, (elapsed) => 3 * ramp(elapsed, 4)),
      24,
    );
    expect(first?.said).toBe('invocations up');
    expect(first?.day).toBeLessThan(21);
  });

  test('of durations that creep up', () => {
    const creeping = around(
      5,
      () => 2,
      (elapsed, noise) => 100 * ramp(elapsed, 3) * (0.7 + 0.6 * noise()),
    );
    const [first] = toldOf(creeping, 24);
    expect(first?.said).toBe('duration up');
    expect(first?.day).toBeLessThan(20);
  });
});

describe('an incident inside learning does not disable', () => {
  const isBad = (elapsed: number): boolean => between(elapsed, 9 * DAY, 180) || between(elapsed, 20 * DAY, 60);
  const foundOnDay20 = (life: Life): string[] =>
    toldOf(life, 21)
      .filter(({ day }) => Math.floor(day) === 20)
      .map(({ said }) => said);

  test('counts', () => {
    expect(foundOnDay20(around(11, (elapsed) => (isBad(elapsed) ? 40 : 4)))).toEqual(['invocations up']);
  });

  test('errors', () => {
    const usual = around(12, () => 4);
    const failing: Life = (elapsed) => {
      const parts = usual(elapsed);
      const errors = isBad(elapsed) ? Math.ceil((parts?.invocations ?? 0) / 3) : 0;
      return parts && { ...parts, errors, kinds: { TypeError: errors } };
    };
    expect(foundOnDay20(failing)).toEqual(['errors up']);
  });

  test('durations', () => {
    const slow = around(
      13,
      () => 4,
      (elapsed, noise) => (isBad(elapsed) ? 3 : 1) * (80 + 40 * noise()),
    );
    expect(foundOnDay20(slow)).toEqual(['duration up']);
  });
});

describe('how often a function is called does not matter', () => {
  test('once a week, for months', () => {
    expect(toldOf((elapsed) => (elapsed % WEEK === 600 ? { invocations: 1 } : undefined), 100)).toEqual([]);
  });

  test('once ever', () => {
    expect(toldOf((elapsed) => (elapsed === 100 ? { invocations: 1 } : undefined), 60)).toEqual([]);
  });

  test('a million times a minute', () => {
    const noise = makeNoise(13);
    const millions = (elapsed: number): number =>
      Math.round((1_000_000 + 5_000 * noise()) * (between(elapsed, 16 * DAY, 30) ? 10 : 1));
    const huge: Life = (elapsed) => ({ invocations: millions(elapsed), durationsMs: [12] });
    const told = toldOf(huge, 16.2);
    expect(told).toMatchObject([{ said: 'invocations up' }]);
    expect(told[0]?.day).toBeLessThan(16.02);
  });

  test('a few times a day, and then many times', () => {
    const sparse = around(14, (elapsed) => (between(elapsed, 20 * DAY, DAY / 2) ? 0.1 : 0.004));
    expect(toldOf(sparse, 21)).toMatchObject([{ said: 'invocations up' }]);
  });
});

describe('clocks', () => {
  /** Twenty a minute from eight to six by the clock on the wall, Monday to Sunday. */
  const office = (seed: number, offsetAt: (elapsed: number) => number): Life =>
    around(seed, (elapsed) => {
      const hour = Math.floor(((((elapsed + offsetAt(elapsed)) % DAY) + DAY) % DAY) / 60);
      return hour >= 8 && hour < 18 ? 20 : 0.3;
    });

  test.each([
    ['forward in Europe', Date.UTC(2026, 2, 29, 1), 60, 120],
    ['back in Europe', Date.UTC(2026, 9, 25, 1), 120, 60],
    ['forward in America', Date.UTC(2026, 2, 8, 7), -300, -240],
    ['back in America', Date.UTC(2026, 10, 1, 6), -240, -300],
  ])('that are put %s are no news after a day and a half', (_, at, before, after) => {
    const change = 16 * DAY;
    const begin = minute(at / 60_000 - change);
    const life = office(17, (elapsed) => (elapsed < change ? before : after));
    expect(toldOf(life, 30, { from: begin }).filter(({ day }) => day > 17.5)).toEqual([]);
  });

  test('that differ by less than the horizon, and order within it, change nothing', () => {
    const noise = makeNoise(19);
    const story = (): FleetStory => ({
      functions: {
        orders: around(20, (elapsed) => (between(elapsed, 15 * DAY, 60) ? 60 : 5)),
        carts: around(21, (elapsed) => (between(elapsed, 15 * DAY + 300, 90) ? 0.2 : 6)),
      },
      days: 16,
      from,
    });
    const inOrder = replayFleet(story());
    expect(inOrder.length).toBeGreaterThan(2);
    expect(replayFleet(story(), { delayMinutes: () => Math.floor(19 * noise()) })).toEqual(inOrder);
  });
});

describe('what changes for good', () => {
  test('a month of silence is one incident, accepted after a day; the return is none', () => {
    const away = around(23, (elapsed) => (between(elapsed, 15 * DAY, 30 * DAY) ? 0 : 3));
    const transitions = replayFleet({ functions: { orders: away }, days: 49, from });
    expect(openedOf(transitions, from)).toHaveLength(1);
    expect(transitions.at(-1)).toMatchObject({ incident: { status: 'resolved', resolvedBecause: 'accepted' } });
  });

  test('a lasting level shift is one incident, accepted, and never comes back', () => {
    const shifted = around(41, (elapsed) => (elapsed < 15 * DAY ? 4 : 14));
    const transitions = replayFleet({ functions: { orders: shifted }, days: 36, from });
    expect(openedOf(transitions, from)).toHaveLength(1);
    expect(transitions.at(-1)).toMatchObject({ incident: { resolvedBecause: 'accepted' } });
  });
});

describe('a function that is new in an old fleet', () => {
  const born = 15 * DAY;
  const old: Record<string, Life> = Object.fromEntries(
    Array.from({ length: 5 }, (_, index) => [`old-${index}`, around(50 + index, () => 0.2 + index / 5)]),
  );
  const toldOfNew = (life: Life, days: number) =>
    openedOf(
      replayFleet({
        functions: { ...old, young: (elapsed) => (elapsed < born ? undefined : life(elapsed)) },
        days,
        from,
      }),
      from,
    );

  test('learns for a week of its own', () => {
    expect(
      toldOfNew(
        around(24, (elapsed) => (between(elapsed, 18 * DAY, 120) ? 30 : 2)),
        21,
      ),
    ).toEqual([]);
  });

  test('does not ring because it has week-ends', () => {
    const weekly = around(25, (elapsed) => (elapsed % WEEK < 5 * DAY ? 6 : 1.5));
    expect(toldOfNew(weekly, 31)).toEqual([]);
  });

  test('is watched from its second week on', () => {
    const told = toldOfNew(
      around(26, (elapsed) => (between(elapsed, 24 * DAY, 90) ? 40 : 2)),
      25,
    );
    expect(told).toMatchObject([{ signal: 'invocations', direction: 'up' }]);
  });

  test('is told at once when most of its calls fail, or it calls a mining pool', () => {
    const broken: Life = () => ({ invocations: 3, errors: 3, kinds: { TypeError: 3 } });
    expect(toldOfNew(broken, 15.1)).toMatchObject([{ signal: 'errors', severity: 'critical' }]);
    const mining: Life = () => ({ invocations: 1, outbound: { 'pool.minexmr.com:3333': 1 } });
    expect(toldOfNew(mining, 15.1)).toMatchObject([{ signal: 'outbound', severity: 'critical' }]);
  });
});

describe('durations that cannot be', () => {
  test('are skipped, counted, and teach nothing', async () => {
    const record = (elapsed: number, more: object): string =>
      JSON.stringify({
        t: new Date((from + elapsed) * 60_000).toISOString(),
        function: 'orders',
        invocations: 1,
        ...more,
      });
    const usual = Array.from({ length: 3 * DAY }, (_, elapsed) =>
      record(elapsed, { durations: [90 + (elapsed % 20)] }),
    );
    const absurd = [-5, 1e300, 'long'].map((value, index) => record(3 * DAY + index, { durations: [value] }));
    const path = files.write('absurd.jsonl', [...usual, ...absurd].join('\n'));
    const { code, stdout } = await runNightjar(['replay', path, '--learn', '1d', '--format', 'json', '--counts']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"windowRecords":4320\b/);
  });

  test('that could be, but hardly, change nothing but themselves', () => {
    const noise = makeNoise(29);
    const odd: Life = (elapsed) => ({
      invocations: 3,
      durationsMs: elapsed % 500 === 0 ? [0, 0.001, 900_000] : [90 + 20 * noise(), 90 + 20 * noise(), 100],
    });
    expect(toldOf(odd, 18)).toEqual([]);
  });
});

describe('versions', () => {
  const everyHour = (slowness: (elapsed: number, noise: () => number) => number): Life => {
    const noise = makeNoise(31);
    return (elapsed) => ({
      invocations: 4,
      version: String(Math.floor(elapsed / 60)),
      durationsMs: Array.from({ length: 4 }, () => slowness(elapsed, noise) * 100 * (0.7 + 0.6 * noise())),
    });
  };

  test('that change every hour are quiet', () => {
    expect(
      toldOf(
        everyHour(() => 1),
        21,
      ),
    ).toEqual([]);
  });

  test.each([1.5, 3])('that change every hour do not hide that calls take %d times as long', (factor) => {
    const told = toldOf(
      everyHour((elapsed) => (between(elapsed, 20 * DAY, 300) ? factor : 1)),
      21,
    );
    expect(told).toMatchObject([{ said: 'duration up' }]);
    expect(told[0]?.day).toBeLessThan(20.1);
  });

  test('that run side by side are one deploy, and quiet', () => {
    const noise = makeNoise(37);
    const canary: Life = (elapsed) => ({
      invocations: 10,
      version: elapsed < 20 * DAY || (elapsed < 22 * DAY && noise() < 0.5) ? '1' : '2',
      durationsMs: [100 * (0.8 + 0.4 * noise())],
    });
    expect(toldOf(canary, 23)).toEqual([]);
  });
});

describe('slowness', () => {
  test.each([
    ['of half of the calls', 0.5, 6],
    ['of a third of the calls', 0.34, 8],
    ['far beyond everything seen', 1, 11],
  ])('%s is found within the hour', (_, share, factor) => {
    const forked = around(
      35,
      () => 3,
      (elapsed, noise) =>
        (between(elapsed, 20 * DAY, 240) && noise() < share ? factor : 1) * 100 * (0.7 + 0.6 * noise()),
    );
    const told = toldOf(forked, 21);
    expect(told).toMatchObject([{ said: 'duration up' }]);
    expect((told[0]?.day ?? 0) - 20).toBeLessThan(60 / DAY);
  });

  test('of a mix of fast and slow work that wanders by a quarter is life', () => {
    const mixed = around(
      36,
      () => 5,
      (elapsed, noise) =>
        (noise() < 0.3 + (between(elapsed % DAY, (elapsed * 7) % 600, 300) ? 0.08 : 0) ? 5 : 1) *
        100 *
        (0.8 + 0.4 * noise()),
    );
    expect(toldOf(mixed, 24)).toEqual([]);
  });
});

describe('blips of failures', () => {
  test('of three minutes are quiet, also where calls fail now and then; ten minutes of them are not', () => {
    const life = (seed: number, minutes: number): Life => {
      const usual = around(seed, () => 30);
      const noise = makeNoise(seed + 100);
      return (elapsed) => {
        const parts = usual(elapsed);
        const share = between(elapsed % (3 * DAY), 700, elapsed < 15 * DAY ? 0 : minutes) ? 0.3 : 0.004;
        const errors = Array.from({ length: parts?.invocations ?? 0 }, noise).filter((each) => each < share).length;
        return parts && { ...parts, errors, kinds: { TypeError: errors } };
      };
    };
    expect(toldOf(life(44, 3), 30)).toEqual([]);
    expect(toldOf(life(44, 10), 16)).toMatchObject([{ said: 'errors up' }]);
  });
});
