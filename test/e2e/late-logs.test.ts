import { describe, expect, it } from 'vitest';
import { addMinutes, epochMs, MS_PER_MINUTE, minuteOf, startOf } from '../../lib/core/units.ts';
import { tellDeployed } from '../support/deployed-story.ts';
import { anInvocation, type SourceLine } from '../support/source-lines.ts';

const LEARNT_FROM = epochMs(Date.UTC(2026, 1, 2));
const LEARNT_MINUTES = 2 * 1_440;
const FROM = addMinutes(minuteOf(LEARNT_FROM), LEARNT_MINUTES);
const MINUTES = 120;
/** Minutes of the story in which logs come late, or do not come at all. */
const [TROUBLE, RELIEF] = [20, 70];
const LATE_MS = 20 * MS_PER_MINUTE;
const NAMES = ['orders', 'carts', 'mails', 'prices', 'stocks'];

const minuteInStory = ({ event }: SourceLine): number => minuteOf(event.timestamp) - FROM;

/** Five functions that are called every minute. */
const LINES: readonly SourceLine[] = Array.from({ length: LEARNT_MINUTES + MINUTES }, (_, elapsed) =>
  NAMES.flatMap((name, index) =>
    anInvocation(name, epochMs(startOf(addMinutes(minuteOf(LEARNT_FROM), elapsed)) + 1_000 * (1 + index))),
  ),
).flat();

const isTroubled = (line: SourceLine): boolean => minuteInStory(line) >= TROUBLE && minuteInStory(line) < RELIEF;
const soon = ({ event }: SourceLine): number => event.timestamp + 5_000;

describe('logs of a whole account', { timeout: 120_000 }, () => {
  it('that come twenty minutes late, and then in time again, are no silence', async () => {
    const arrival = (line: SourceLine): number => (isTroubled(line) ? line.event.timestamp + LATE_MS : soon(line));
    expect((await tellDeployed({ lines: LINES, from: FROM, minutes: MINUTES, arrival })).sent).toEqual([]);
  });

  it('that all come at once after twenty minutes are no silence and no rush', async () => {
    const catchesUp = startOf(addMinutes(FROM, TROUBLE + 20));
    const isHeld = (line: SourceLine): boolean => minuteInStory(line) >= TROUBLE && soon(line) < catchesUp;
    const arrival = (line: SourceLine): number => (isHeld(line) ? catchesUp + 5_000 : soon(line));
    expect((await tellDeployed({ lines: LINES, from: FROM, minutes: MINUTES, arrival })).sent).toEqual([]);
  });

  it('that never come are one incident', async () => {
    const { incidents } = await tellDeployed({
      lines: LINES.filter((line) => !isTroubled(line)),
      from: FROM,
      minutes: MINUTES,
    });
    expect(incidents).toMatchObject([{ signal: 'invocations', functionCount: NAMES.length, status: 'resolved' }]);
  });
});
