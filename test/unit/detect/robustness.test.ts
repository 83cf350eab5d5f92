import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../lib/core/bytes.ts';
import { encodeFunctionState } from '../../../lib/core/detect/function-state-codec.ts';
import { DAY, dayOfEdge, MONDAY, makeNoise, openings, poisson, type Story, tell } from '../../support/windows.ts';

const steady = (rate: number, seed = 7): Story => {
  const noise = makeNoise(seed);
  return () => {
    const invocations = poisson(noise, rate);
    return invocations > 0
      ? { invocations, durationsMs: Array.from({ length: Math.min(8, invocations) }, () => 80 * (0.8 + 0.4 * noise())) }
      : undefined;
  };
};

describe('a function under unusual circumstances', () => {
  test('a steady function says nothing in six weeks', () => {
    expect(openings(tell(steady(4), 42)).map((edge) => edge.signal)).toEqual([]);
  });

  test('a rate that is raised a little every day is reported before the baseline has followed', () => {
    const noise = makeNoise(3);
    const slow: Story = (elapsed) => {
      const ramp = Math.min(1, Math.max(0, (elapsed - 16 * DAY) / (4 * DAY)));
      const invocations = poisson(noise, 3 * 4 ** ramp);
      return invocations > 0 ? { invocations } : undefined;
    };
    const [first] = openings(tell(slow, 24), 'invocations');
    expect(first && dayOfEdge(first)).toBeLessThan(21);
  });

  test('durations that creep up are reported before the baseline has followed', () => {
    const noise = makeNoise(5);
    const slow: Story = (elapsed) => {
      const ramp = Math.min(1, Math.max(0, (elapsed - 16 * DAY) / (4 * DAY)));
      return {
        invocations: 2,
        durationsMs: [100 * 3 ** ramp * (0.7 + 0.6 * noise()), 100 * 3 ** ramp * (0.7 + 0.6 * noise())],
      };
    };
    const [first] = openings(tell(slow, 24), 'duration');
    expect(first && dayOfEdge(first)).toBeLessThan(20);
  });

  test('an incident inside the learning period does not disable the signal', () => {
    const noise = makeNoise(11);
    const isBurst = (elapsed: number): boolean =>
      (elapsed >= 9 * DAY && elapsed < 9 * DAY + 180) || (elapsed >= 20 * DAY && elapsed < 20 * DAY + 60);
    const story: Story = (elapsed) => {
      const invocations = poisson(noise, isBurst(elapsed) ? 40 : 4);
      return invocations > 0 ? { invocations } : undefined;
    };
    const found = openings(tell(story, 22), 'invocations');
    expect(found.some((edge) => Math.floor(dayOfEdge(edge)) === 20)).toBe(true);
  });

  test('one call a week, for months, is quiet', () => {
    const weekly: Story = (elapsed) => (elapsed % (7 * DAY) === 600 ? { invocations: 1 } : undefined);
    expect(openings(tell(weekly, 100))).toEqual([]);
  });

  test('one call ever is quiet', () => {
    const once: Story = (elapsed) => (elapsed === 100 ? { invocations: 1 } : undefined);
    expect(openings(tell(once, 60))).toEqual([]);
  });

  test('a million calls a minute are counted, not overflowed', () => {
    const noise = makeNoise(13);
    const huge: Story = () => ({ invocations: 1_000_000 + Math.round(5_000 * noise()), durationsMs: [12] });
    const told = tell(huge, 16);
    expect(openings(told)).toEqual([]);
    expect(told.state.detectors.invocations.usual.byQuarter[0]).toBeGreaterThan(900_000);
  });

  test('a pattern that follows local time is quiet when clocks change', () => {
    const noise = makeNoise(17);
    // 2026-03-29T01:00Z is 83 days and an hour after the first Monday of the stories.
    const clockChange = 83 * DAY + 60;
    const office: Story = (elapsed) => {
      const local = elapsed + (elapsed >= clockChange ? 120 : 60);
      const hour = Math.floor(local / 60) % 24;
      const invocations = poisson(noise, hour >= 8 && hour < 18 ? 20 : 0.3);
      return invocations > 0 ? { invocations } : undefined;
    };
    const told = tell(office, 110, 14, 60 * DAY - 14 * DAY);
    expect(openings(told).filter((edge) => dayOfEdge(edge) > 84.5)).toEqual([]);
  });

  test('a month of silence is one alarm, accepted after a day, and the return is no alarm', () => {
    const noise = makeNoise(19);
    const away: Story = (elapsed) => {
      if (elapsed >= 20 * DAY && elapsed < 50 * DAY) return undefined;
      const invocations = poisson(noise, 3);
      return invocations > 0 ? { invocations } : undefined;
    };
    const told = tell(away, 55);
    expect(openings(told)).toHaveLength(1);
    expect(told.edges.at(-1)).toMatchObject({ type: 'closed', closedBecause: 'accepted' });
  });

  test('a new function in an old fleet learns for a week of its own', () => {
    const noise = makeNoise(23);
    const young: Story = (elapsed) => {
      if (elapsed < 30 * DAY) return undefined;
      const invocations = poisson(noise, elapsed > 33 * DAY && elapsed < 33 * DAY + 120 ? 30 : 2);
      return invocations > 0 ? { invocations } : undefined;
    };
    expect(openings(tell(young, 36))).toEqual([]);
  });

  test('a new function in an old fleet that fails altogether is reported at once', () => {
    const broken: Story = (elapsed) =>
      elapsed < 30 * DAY ? undefined : { invocations: 3, errors: 3, kinds: { TypeError: 3 } };
    const [first] = openings(tell(broken, 30.1));
    expect(first?.signal).toBe('errors');
    expect(first?.evidence.severity).toBe('critical');
  });

  test('absurd durations change nothing but themselves', () => {
    const noise = makeNoise(29);
    const absurd: Story = (elapsed) => ({
      invocations: 3,
      durationsMs: elapsed % 500 === 0 ? [-5, Number.NaN, 1e15] : [90 + 20 * noise(), 90 + 20 * noise(), 100],
    });
    const told = tell(absurd, 18);
    expect(openings(told)).toEqual([]);
    expect(Math.exp(told.state.detectors.duration.baseline.centre)).toBeCloseTo(100, -1);
  });

  test('a version bump every hour is quiet, and a tripled duration after one is found', () => {
    const noise = makeNoise(31);
    const bumps: Story = (elapsed) => {
      const slow = elapsed >= 20 * DAY && elapsed < 20 * DAY + 180 ? 3 : 1;
      return {
        invocations: 4,
        versions: { [String(Math.floor(elapsed / 60))]: 4 },
        durationsMs: Array.from({ length: 4 }, () => slow * 100 * (0.7 + 0.6 * noise())),
      };
    };
    const found = openings(tell(bumps, 21));
    expect(found.map((edge) => [edge.signal, Math.floor(dayOfEdge(edge)), edge.evidence.afterDeploy])).toEqual([
      ['duration', 20, true],
    ]);
  });

  test('a version bump every hour does not hide that calls take half as long again', () => {
    const noise = makeNoise(33);
    const bumps: Story = (elapsed) => {
      const slow = elapsed >= 20 * DAY && elapsed < 20 * DAY + 300 ? 1.5 : 1;
      return {
        invocations: 4,
        versions: { [String(Math.floor(elapsed / 60))]: 4 },
        durationsMs: Array.from({ length: 4 }, () => slow * 100 * (0.7 + 0.6 * noise())),
      };
    };
    const found = openings(tell(bumps, 21));
    expect(found.map((edge) => [edge.signal, Math.floor(dayOfEdge(edge))])).toEqual([['duration', 20]]);
  });

  test('half of the calls becoming slow is found within the hour', () => {
    const noise = makeNoise(35);
    const forked: Story = (elapsed) => {
      const isBad = elapsed >= 20 * DAY && elapsed < 20 * DAY + 240;
      const durationMs = (): number => (isBad && noise() < 0.5 ? 6 : 1) * 100 * (0.7 + 0.6 * noise());
      return { invocations: 2, durationsMs: [durationMs(), durationMs()] };
    };
    const found = openings(tell(forked, 21));
    expect(found.map((edge) => edge.signal)).toEqual(['duration']);
    expect((found[0]?.minute ?? 0) - MONDAY - 20 * DAY).toBeLessThan(60);
  });

  test('two versions side by side are one deploy', () => {
    const noise = makeNoise(37);
    const canary: Story = (elapsed) => ({
      invocations: 10,
      versions: elapsed < 20 * DAY ? { '1': 10 } : noise() < 0.5 ? { '1': 5, '2': 5 } : { '2': 10 },
      durationsMs: [100 * (0.8 + 0.4 * noise())],
    });
    const { edges, state } = tell(canary, 23);
    expect(edges).toEqual([]);
    expect(state.deploys.at - (state.firstWindow + 20 * DAY)).toBeLessThan(2);
  });

  test('a lasting level shift is one alarm, accepted, and never comes back', () => {
    const noise = makeNoise(41);
    const shifted: Story = (elapsed) => {
      const invocations = poisson(noise, elapsed < 20 * DAY ? 4 : 14);
      return invocations > 0 ? { invocations } : undefined;
    };
    const told = tell(shifted, 60);
    expect(openings(told)).toHaveLength(1);
    expect(told.edges.at(-1)).toMatchObject({ closedBecause: 'accepted' });
  });

  test('the state of a function stays within 1.5 KB, its outbound set apart', () => {
    const { state } = tell(steady(4), 30);
    const whole = new ByteWriter();
    encodeFunctionState(state, whole);
    expect(whole.length).toBeLessThan(1_536 + 512);
  });
});
