import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import type { AlertSummary, SummaryEntry } from '../../../lib/core/incident/notice.ts';
import { slackOfNotification } from '../../../lib/core/notify/slack-of-notification.ts';
import { startOf } from '../../../lib/core/units.ts';
import { aFunction, anEvidence, at } from '../../support/alarm-edges.ts';
import { aMember, anIncident, EVIDENCE_STORIES } from '../../support/alert-stories.ts';
import { HOSTILE_TEXTS, hostileTransition } from '../../support/hostile-alerts.ts';
import { slackProblems } from '../../support/slack-rules.ts';

const schema: unknown = JSON.parse(readFileSync(new URL('../../../docs/summary-schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
addFormats.default(ajv);
const validate = ajv.compile(schema as object);

const entry = (name: string, story: keyof typeof EVIDENCE_STORIES, type: SummaryEntry['type'] = 'incident.opened') => {
  const evidence = EVIDENCE_STORIES[story];
  const isOver = type === 'incident.resolved';
  const change = isOver ? { status: 'resolved', endedAt: startOf(at(9)), resolvedBecause: 'quiet' } : {};
  return { type, incident: anIncident([aMember(aFunction(name), evidence)], { id: name, ...change } as object) };
};

const summary = (type: AlertSummary['type'], entries: readonly SummaryEntry[], more = 0): AlertSummary => ({
  type,
  id: `${type.slice(8)}-29461680`,
  at: startOf(at(12)),
  severity: entries[0]?.incident.severity ?? 'low',
  entries,
  more,
});

const SUMMARIES: Readonly<Record<string, AlertSummary>> = {
  storm: summary('summary.storm', [
    entry('billing', 'errors-after-deploy'),
    entry('checkout', 'errors-up'),
    entry('cart', 'silence'),
    entry('search', 'duration-up', 'incident.resolved'),
    entry('images', 'memory'),
  ]),
  digest: summary('summary.digest', [entry('newsletter', 'new-error')]),
  'quiet-hours': summary('summary.quiet-hours', [
    entry('reports', 'timeouts', 'incident.resolved'),
    entry('export', 'invocations-down', 'incident.resolved'),
  ]),
};

describe('summaries', () => {
  it.each(Object.entries(SUMMARIES))(
    'read as reviewed, keep every limit and follow their schema: %s',
    async (name, one) => {
      const input = buildPublishInput(one, 'arn', {});
      const bodies = JSON.parse(input.Message);
      validate(JSON.parse(bodies.default));
      expect(validate.errors).toBeNull();
      expect(input.Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
      expect(bodies.sms).toMatch(/^[\x20-\x7e]{1,140}$/);
      expect(input.MessageAttributes.type.StringValue).toBe(`summary.${name}`);
      const slack = slackOfNotification({ messageId: 'm', subject: '', message: bodies.default });
      expect(slackProblems(slack.message)).toEqual([]);
      const chat = JSON.parse(bodies.https).content;
      const page = [
        `Subject: ${input.Subject}`,
        '',
        bodies.email,
        '--- sms',
        bodies.sms,
        '--- chat',
        chat.title,
        chat.description,
      ];
      await expect(`${page.join('\n')}\n`).toMatchFileSnapshot(`../../fixtures/alerts/summary-${name}.txt`);
      await expect(`${JSON.stringify(slack.message, null, 2)}\n`).toMatchFileSnapshot(
        `../../fixtures/slack/summary-${name}.json`,
      );
    },
  );

  it('name every incident in every text, however many there are', () => {
    const entries = Array.from({ length: 250 }, (_, index) => ({
      type: 'incident.opened' as const,
      incident: anIncident([aMember(aFunction(`function-number-${index}`), anEvidence('errors'))], { id: `i${index}` }),
    }));
    const input = buildPublishInput(summary('summary.storm', entries, 12), 'arn', {});
    expect(new TextEncoder().encode(input.Message).length).toBeLessThan(256 * 1_024);
    const bodies = JSON.parse(input.Message);
    const slack = slackOfNotification({ messageId: 'm', subject: '', message: bodies.default });
    expect(slackProblems(slack.message)).toEqual([]);
    for (const text of [bodies.email, bodies.default, JSON.stringify(slack.message)]) {
      for (const index of [0, 124, 249]) expect(text).toContain(`function-number-${index}`);
    }
    expect(bodies.email).toContain('- and 12 more');
    expect(JSON.parse(bodies.https).content.description.length).toBeLessThanOrEqual(8_000);
  });

  it.each(Object.entries(HOSTILE_TEXTS))('stay harmless whatever a log says: %s', (_, text) => {
    const { incident } = hostileTransition(text, 'outbound');
    const input = buildPublishInput(summary('summary.storm', [{ type: 'incident.opened', incident }]), 'arn', {});
    expect(input.Message).not.toMatch(/AKIAIOSFODNN7EXAMPLE|hunter22|geheim99|victim@|\\u001b|\\u202e/);
    const slack = slackOfNotification({ messageId: 'm', subject: '', message: JSON.parse(input.Message).default });
    expect(slackProblems(slack.message)).toEqual([]);
  });
});
