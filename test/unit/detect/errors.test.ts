import { describe, expect, it } from 'vitest';
import { DAY, makeNoise, openings, type Story, tell } from '../../support/windows.ts';

const BLIP = 16 * DAY + 600;

/** Twenty calls a minute, of which one in two hundred fails by itself; about the blip as `failingAt` says, by its minute. */
const failing = (failingAt: ReadonlyMap<number, number>, until: number): Story => {
  const noise = makeNoise(31);
  return (elapsed) => {
    const since = elapsed - BLIP;
    const isOwnStory = since >= -30 && since < until;
    const errors = isOwnStory ? (failingAt.get(since) ?? 0) : noise() < 0.1 ? 1 : 0;
    return { invocations: 20, durationsMs: [], errors, ...(errors > 0 && { kinds: { KeyError: errors } }) };
  };
};

const told = (failures: readonly (readonly [minute: number, errors: number])[]) =>
  openings(tell(failing(new Map(failures), 60), 16.6), 'errors');

describe('errors', () => {
  it('finds calls that go on failing', () => {
    const lasting = Array.from({ length: 12 }, (_, minute) => [minute, 6] as const);
    expect(told(lasting)).toHaveLength(1);
  });

  it('keeps quiet about a blip of two minutes, though usual failures follow it', () => {
    const blip = [0, 1].map((minute) => [minute, 12] as const);
    const usual = [6, 9, 12, 15].map((minute) => [minute, 1] as const);
    expect(told([...blip, ...usual])).toEqual([]);
  });
});
