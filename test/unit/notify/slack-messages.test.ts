import { describe, expect, it } from 'vitest';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import { slackOfNotification } from '../../../lib/core/notify/slack-of-notification.ts';
import { TRANSITION_STORIES } from '../../support/alert-stories.ts';
import { HOSTILE_TEXTS, hostileTransition } from '../../support/hostile-alerts.ts';
import { slackProblems } from '../../support/slack-rules.ts';

const notification = (message: string, subject = '') => ({ messageId: 'm-1', subject, message });
const ofTransition = (transition: Parameters<typeof buildPublishInput>[0], details = {}) =>
  slackOfNotification(notification(JSON.parse(buildPublishInput(transition, 'arn', {}, details).Message).default));

const alarm = (change: object = {}) =>
  JSON.stringify({
    AlarmName: 'Nightjar-AlarmsEvaluationStopped',
    AlarmDescription: 'Nightjar production: no evaluation finished for 10 minutes; look at the log of evaluate',
    AWSAccountId: '123456789012',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    NewStateReason:
      'Threshold Crossed: no datapoints were received for 2 periods & [1.0 < 2] was treated as Breaching.',
    StateChangeTime: '2026-01-06T20:47:00.000+0000',
    Region: 'EU (Ireland)',
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Nightjar-AlarmsEvaluationStopped',
    ...change,
  });

describe('what is posted to Slack', () => {
  it.each(Object.entries(TRANSITION_STORIES))(
    'keeps every documented rule, and reads as reviewed: %s',
    async (name, story) => {
      const { message, name: id } = ofTransition(story);
      expect(slackProblems(message)).toEqual([]);
      expect(id).toBe(`${story.incident.id}|${story.incident.sequence}`);
      await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(`../../fixtures/slack/${name}.json`);
    },
  );

  it.each(Object.entries(HOSTILE_TEXTS))('keeps every rule whatever a log says: %s', (_, text) => {
    for (const signal of ['errors', 'outbound'] as const) {
      const details = { logLines: [text, text, text], owner: text };
      const { message } = ofTransition(hostileTransition(text, signal), details);
      expect(slackProblems(message)).toEqual([]);
      expect(JSON.stringify(message)).not.toMatch(/AKIAIOSFODNN7EXAMPLE|hunter22|geheim99|victim@|<!|<@/);
    }
  });

  it('says which alarm rings, and where to look', async () => {
    const { message, name } = slackOfNotification(notification(alarm()));
    expect(slackProblems(message)).toEqual([]);
    expect(name).toBe('m-1');
    await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot('../../fixtures/slack/alarm.json');
    const over = slackOfNotification(notification(alarm({ NewStateValue: 'OK', AlarmDescription: null })));
    expect(slackProblems(over.message)).toEqual([]);
    expect(JSON.stringify(over.message)).toContain('[OK again]');
  });

  it.each(Object.entries(HOSTILE_TEXTS))('keeps every rule for alarms and strangers: %s', (_, text) => {
    const shown = [
      notification(alarm({ AlarmName: text, AlarmDescription: text, NewStateReason: text, AlarmArn: text })),
      notification(text, text.slice(0, 100)),
      notification(JSON.stringify({ v: 1, type: text }), ''),
    ];
    for (const one of shown) expect(slackProblems(slackOfNotification(one).message)).toEqual([]);
  });

  it('is held by the same rules that refuse what breaks them', () => {
    const section = (text: string) => ({ text: 't', blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
    expect(slackProblems(section('<!channel> look'))).not.toEqual([]);
    expect(slackProblems(section('a & b'))).not.toEqual([]);
    expect(slackProblems(section('x'.repeat(3_001)))).not.toEqual([]);
    expect(slackProblems(section('<http://evil.example|x>'))).not.toEqual([]);
    expect(slackProblems({ text: 't', blocks: Array(51).fill(section('x').blocks[0]) })).not.toEqual([]);
    expect(slackProblems(section('a &amp; <https://ok.example/|x>'))).toEqual([]);
  });
});
