import { expect, it } from 'vitest';
import { DAY, openings, type Story, type Told, tell } from '../../support/windows.ts';

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

const namesTold = (told: Told): readonly string[] =>
  openings(told, 'outbound').flatMap(({ evidence }) => evidence.facts.map((fact) => ('name' in fact ? fact.name : '')));

it('a flood of new destinations is no habit: the next stranger is told all the same', () => {
  expect(namesTold(tell(story, 19))).toContain('files.stranger.example');
});

/** Every minute of an hour brings twenty others, and two days later comes one that is called now and then. */
const widerStory: Story = (elapsed) => {
  const flood = elapsed - FLOOD;
  const isFlooded = flood >= 0 && flood < 60;
  const isStranger = elapsed >= STRANGER && elapsed < STRANGER + 60 && elapsed % 10 === 0;
  const crawled = Array.from({ length: isFlooded ? 20 : 0 }, (_, index) => [`www.crawled${flood}x${index}.example`, 1]);
  return {
    invocations: 10,
    durationsMs: [],
    outbound: { ...Object.fromEntries(crawled), ...(isStranger && { 'files.stranger.example': 1 }) },
  };
};

it('more strangers than can be remembered do not keep the next one out', () => {
  expect(namesTold(tell(widerStory, 19))).toContain('files.stranger.example');
});
