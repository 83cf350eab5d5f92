import { expect, it } from 'vitest';
import { DAY, openings, type Story, tell } from '../../support/windows.ts';

const FLOOD = 16 * DAY;
const STRANGER = 18 * DAY;

/** Calls one host; from the seventeenth day on forty others within as many minutes, and one more two days later. */
const story: Story = (elapsed) => {
  const flood = elapsed - FLOOD;
  const isFlooded = flood >= 0 && flood < 40;
  const isStranger = elapsed >= STRANGER && elapsed < STRANGER + 30;
  return {
    invocations: 10,
    durationsMs: [],
    outbound: {
      'api.partner.example': 10,
      ...(isFlooded && { [`tenant-${flood}.crawled${flood}.example`]: 1 }),
      ...(isStranger && { 'files.stranger.example': 3 }),
    },
  };
};

it('a flood of new destinations is no habit: the next stranger is told all the same', () => {
  const alarms = openings(tell(story, 19), 'outbound');
  const names = alarms.flatMap(({ evidence }) => evidence.facts.map((fact) => ('name' in fact ? fact.name : '')));
  expect(names).toContain('files.stranger.example');
});
