import { describe, expect, it } from 'vitest';
import { muteCommand } from '../../../lib/core/alert/about-signal.ts';
import { evidenceSentence, untoldFacts } from '../../../lib/core/alert/evidence-sentence.ts';
import { factSentence } from '../../../lib/core/alert/fact-sentence.ts';
import { anEvidence } from '../../support/alarm-edges.ts';

const rate = (observed: number, upper: number, unit = 'errors/min') =>
  evidenceSentence(anEvidence('errors', { observed, expected: { lower: 0, upper }, unit }));

describe('what was measured, in words', () => {
  it.each([
    [14, 2.1, 'errors/min', '14 errors/min, usually at most 2'],
    [1, 0.4, 'errors/min', '1 error/min, usually none'],
    [0.59, 0.0082, 'errors/min', '35 errors/h, usually none'],
    [0.84, 0.05, 'errors/min', '50 errors/h, usually at most 3'],
    [0.002, 0, 'errors/min', '2.9 errors/day, usually none'],
    [96, 0, 'cold starts/h', '96 cold starts/h, usually none'],
  ])('is a rate that people think in: %d of %d %s', (observed, upper, unit, sentence) => {
    expect(rate(observed, upper, unit)).toBe(sentence);
  });

  it('says that nothing came, and how often something should', () => {
    const down = {
      direction: 'down',
      observed: 0,
      expected: { lower: 2.4, upper: 9 },
      unit: 'invocations/min',
    } as const;
    expect(evidenceSentence(anEvidence('invocations', down))).toBe('no invocations, usually at least 3/min');
  });

  it.each([
    [0.2, 'usually 5 a minute'],
    [1, 'usually one a minute'],
    [3, 'usually one every 3 min'],
  ])('says how often calls come: every %d min', (usualGapMinutes, pace) => {
    const silence = { kind: 'silent-for', minutes: 14, usualGapMinutes } as const;
    const evidence = anEvidence('invocations', { direction: 'down', observed: 0, facts: [silence] });
    expect(evidenceSentence(evidence)).toBe(`no invocations for 14 min, ${pace}`);
  });

  it('needs no statistics to understand a duration', () => {
    const slow = { kind: 'percentile', percentile: 95, beforeMs: 941, nowMs: 1_310 } as const;
    expect(
      evidenceSentence(anEvidence('duration', { observed: 400, expected: { lower: 300, upper: 500 }, facts: [slow] })),
    ).toBe('the slowest 5 % of calls take over 1.3 s, usually 941 ms');
    const mixed = { observed: 1_050, expected: { lower: 280, upper: 380 }, unit: 'ms', facts: [slow] };
    expect(evidenceSentence(anEvidence('duration', mixed))).toBe('calls take 1.1 s, usually at most 380 ms');
    expect(untoldFacts(anEvidence('duration', mixed))).toEqual([]);
    const typical = { observed: 403, expected: { lower: 180, upper: 274 }, unit: 'ms', facts: [] };
    expect(evidenceSentence(anEvidence('duration', typical))).toBe('calls take 403 ms, usually at most 274 ms');
  });

  it('leaves the version of an API out of what was changed', () => {
    const change = { kind: 'change', action: 'UpdateFunctionCode20150331v2', by: 'role/ci', minutesBefore: 4 } as const;
    expect(factSentence(change)).toBe('UpdateFunctionCode by role/ci, 4 min before');
  });
});

it('a command to copy is made of names alone that no shell takes otherwise', () => {
  expect(muteCommand('errors', 'check_out-1')).toBe('nightjar mute check_out-1 errors --until 4h --reason "why"');
  for (const name of ['a b', '$(rm -rf ~)', '--reason', 'x;y', '`id`', "a'b", '', 'interface:eni-1']) {
    expect(muteCommand('errors', name)).toBeUndefined();
  }
});
