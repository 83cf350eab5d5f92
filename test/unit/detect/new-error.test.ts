import { describe, expect, it } from 'vitest';
import { DAY, openings, type Story, tell } from '../../support/windows.ts';

const NEWS = 16 * DAY;

/** Ten calls a minute for 17 days; from the seventeenth day on one fails with `kind` at these minutes of it. */
const failing = (kind: string, minutes: readonly number[]): Story => {
  const failsAt = new Set(minutes.map((elapsed) => NEWS + elapsed));
  return (elapsed) => ({
    invocations: 10,
    durationsMs: [],
    ...(failsAt.has(elapsed) && { errors: 1, kinds: { [kind]: 1 } }),
  });
};

const told = (kind: string, minutes: readonly number[]) => openings(tell(failing(kind, minutes), 17), 'new-error');

describe('new-error', () => {
  it('tells a kind at its third occurrence, and not again', () => {
    const [first, ...more] = told('KeyError', [60, 75, 90, 600, 700, 800]);
    expect(first?.evidence).toMatchObject({ severity: 'low', observed: 3 });
    expect(more).toEqual([]);
  });

  it('keeps quiet about two occurrences, grave as the kind may be', () => {
    expect(told('KeyError', [60, 90])).toEqual([]);
    expect(told('AccessDeniedException', [60, 90])).toEqual([]);
  });

  it('tells a kind that comes after more of them than it can watch at once', () => {
    const fuzzed = NEWS + 30;
    const story = failing('KeyError', [60, 75, 90]);
    const alarms = openings(
      tell((elapsed) => {
        const more = elapsed >= fuzzed && elapsed < fuzzed + 20;
        const strange = String.fromCharCode(97 + elapsed - fuzzed).repeat(8);
        return more ? { invocations: 10, durationsMs: [], errors: 1, kinds: { [strange]: 1 } } : story(elapsed);
      }, 17),
      'new-error',
    );
    expect(JSON.stringify(alarms[0]?.evidence.facts)).toContain('KeyError');
  });

  it('keeps quiet about a blip of three minutes', () => {
    expect(told('KeyError', [60, 61, 62])).toEqual([]);
  });

  it('takes kinds that speak of permissions for more severe', () => {
    expect(told('AccessDeniedException', [60, 75, 90])[0]?.evidence.severity).toBe('medium');
  });

  it('keeps quiet about kinds that came while it learnt', () => {
    const story: Story = (elapsed) => ({
      invocations: 10,
      durationsMs: [],
      ...(elapsed % DAY === 30 && { errors: 1, kinds: { KeyError: 1 } }),
    });
    expect(openings(tell(story, 20), 'new-error')).toEqual([]);
  });
});
