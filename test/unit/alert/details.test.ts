import { describe, expect, it } from 'vitest';
import { configuredLinks } from '../../../lib/core/alert/configured-links.ts';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import { recentLines } from '../../../lib/core/alert/recent-lines.ts';
import { extraDollarsPerHour } from '../../../lib/core/cost/extra-cost.ts';
import { PRICES } from '../../../lib/core/cost/prices.ts';
import type { HistoryPoint } from '../../../lib/core/detect/history-point.ts';
import { slackOfNotification } from '../../../lib/core/notify/slack-of-notification.ts';
import { addMinutes } from '../../../lib/core/units.ts';
import { aFunction, anEvidence, at } from '../../support/alarm-edges.ts';
import { aMember, EVIDENCE_STORIES, opened, TRANSITION_STORIES } from '../../support/alert-stories.ts';
import { slackProblems } from '../../support/slack-rules.ts';

const history: HistoryPoint[] = Array.from({ length: 24 }, (_, index) => ({
  minute: addMinutes(at(0), -15 * (24 - index)),
  invocations: 900 + (index % 3) * 60,
  errors: index === 20 ? 45 : index % 2,
  durationMsMedian: 200 + index,
  invocationsBand: { lower: 600, upper: 1_500 },
  errorsBand: { lower: 0, upper: 31.5 },
  durationMsBand: { lower: null, upper: 640 },
}));

describe('the last hours', () => {
  it('stand in two lines of one scale, the deviation last', () => {
    expect(recentLines(EVIDENCE_STORIES['errors-up'], history)).toEqual([
      '▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▁▁▁█ errors/min, 6 h, now 14',
      '▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂ expected, at most 2',
    ]);
    expect(recentLines(EVIDENCE_STORIES['invocations-down'], history)[1]).toContain('expected, at least 40');
    expect(recentLines(EVIDENCE_STORIES['duration-up'], history)[0]).toMatch(/ median duration, 6 h, now 1\.3 s$/);
  });

  it('are left out where history knows nothing of the signal, or too little', () => {
    expect(recentLines(EVIDENCE_STORIES.memory, history)).toEqual([]);
    expect(recentLines(EVIDENCE_STORIES['errors-up'], history.slice(0, 3))).toEqual([]);
    expect(recentLines(EVIDENCE_STORIES['errors-up'], [])).toEqual([]);
  });

  it('show gaps as blanks', () => {
    const holes = history.map((point, index) => (index % 2 === 0 ? point : { ...point, durationMsMedian: null }));
    expect(recentLines(EVIDENCE_STORIES['duration-up'], holes)[0]?.slice(0, 4)).toMatch(/^▂ ▂ $/);
  });
});

describe('what a deviation costs', () => {
  const more = anEvidence('invocations', {
    observed: 1_100,
    expected: { lower: 40, upper: 100 },
    unit: 'invocations/min',
  });
  const steady = history.map((point) => ({ ...point, durationMsMedian: 500, invocations: 250 }));

  it('is the price of the calls beyond the usual', () => {
    const calls = 1_000 * 60;
    const expected = calls * (0.2 / 1e6 + 0.5 * 0.5 * PRICES.lambdaGbSeconds.dollars);
    expect(extraDollarsPerHour(more, 512, steady)).toBeCloseTo(expected, 10);
  });

  it('is the price of the time by which calls became longer', () => {
    const slower = EVIDENCE_STORIES['duration-up'];
    const calls = 1_000;
    const expected = calls * (1.312 - 0.5) * 1 * PRICES.lambdaGbSeconds.dollars;
    expect(extraDollarsPerHour(slower, 1_024, steady)).toBeCloseTo(expected, 10);
  });

  it('is not said where nothing is extra, or nothing is known', () => {
    expect(extraDollarsPerHour(EVIDENCE_STORIES.silence, 512, steady)).toBeUndefined();
    expect(extraDollarsPerHour(EVIDENCE_STORIES['errors-up'], 512, steady)).toBeUndefined();
    expect(extraDollarsPerHour(more, 512, [])).toBeUndefined();
  });
});

const LINKS = configuredLinks('eu-west-1', 'Nightjar-eu-west-1', 'https://wiki.example.com/signals/');

const DETAILS = {
  history,
  logStream: '2026/01/06/[42]8f507cfc11114697b07aac58fc914c95',
  dollarsPerHour: 0.4237,
  owner: 'team-payments',
  runbookUrl: 'https://wiki.example.com/checkout',
  logLines: [
    '2026-01-06T20:03:11.218Z 8f507cfc-1111-4697-b07a-ac58fc914c95 ERROR TimeoutError: connect to https://db.internal.example:5432 password=hunter22',
    'ERROR TimeoutError: gave up after 3 attempts <!channel>',
  ],
};

describe('an alert with everything that can be known', () => {
  it.each(['opened-errors-up', 'opened-invocations-up', 'opened-duration-up', 'updated-severity', 'resolved-quiet'])(
    'reads as reviewed: %s',
    async (name) => {
      const story = TRANSITION_STORIES[name];
      if (story === undefined) throw new Error(`no story ${name}`);
      const input = buildPublishInput(story, 'arn', LINKS, DETAILS);
      const bodies = JSON.parse(input.Message);
      expect(input.Message).not.toContain('hunter22');
      const { message } = slackOfNotification({ messageId: 'm', subject: '', message: bodies.default });
      expect(slackProblems(message)).toEqual([]);
      await expect(`Subject: ${input.Subject}\n\n${bodies.email}`).toMatchFileSnapshot(
        `../../fixtures/alerts/detailed-${name}.txt`,
      );
      await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(
        `../../fixtures/slack/detailed-${name}.json`,
      );
    },
  );

  it('links to nothing that was made up by a log', () => {
    const transition = opened([aMember(aFunction('f'), EVIDENCE_STORIES['errors-up'])]);
    const input = buildPublishInput(transition, 'arn', {}, { logStream: 'x|https://evil.example/ >' });
    expect(input.Message).not.toContain('evil.example');
    expect(input.Message).not.toContain('Log stream');
  });

  it('says under a cent rather than nothing', () => {
    const transition = opened([aMember(aFunction('f'), EVIDENCE_STORIES['invocations-up'])]);
    const input = buildPublishInput(transition, 'arn', {}, { dollarsPerHour: 0.0003 });
    expect(JSON.parse(input.Message).email).toContain('Under $0.01 an hour above normal');
  });
});
