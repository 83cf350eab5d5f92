import { describe, expect, it } from 'vitest';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import type { Transition } from '../../../lib/core/incident/incident.ts';
import { aFunction, anEvidence } from '../../support/alarm-edges.ts';
import { aMember, EVIDENCE_STORIES, opened, TRANSITION_STORIES } from '../../support/alert-stories.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const publish = (transition: Transition) => buildPublishInput(transition, TOPIC, {});
const bodiesOf = (transition: Transition): Record<string, string> => JSON.parse(publish(transition).Message);

describe('the publish request', () => {
  it('carries a text for each protocol and attributes for filter policies', () => {
    const transition = opened([aMember(aFunction('checkout'), EVIDENCE_STORIES['errors-up'])]);
    const input = publish(transition);
    expect(input).toMatchObject({
      TopicArn: TOPIC,
      Subject: '[HIGH] checkout: 14 errors/min, usually at most 2',
      MessageStructure: 'json',
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: 'high' },
        signal: { DataType: 'String', StringValue: 'errors' },
        function: { DataType: 'String', StringValue: 'checkout' },
        type: { DataType: 'String', StringValue: 'incident.opened' },
      },
    });
    const bodies = bodiesOf(transition);
    expect(Object.keys(bodies)).toEqual(['default', 'email', 'https', 'sms']);
    expect(JSON.parse(bodies['default'] ?? '')).toMatchObject({ v: 1, type: 'incident.opened' });
    expect(JSON.parse(bodies['https'] ?? '')).toMatchObject({
      version: '1.0',
      source: 'custom',
      metadata: { threadId: transition.incident.id, eventType: 'incident.opened' },
    });
  });

  it.each(Object.entries(TRANSITION_STORIES))('keeps the limits of every protocol: %s', (_, transition) => {
    const { Subject } = publish(transition);
    const { sms, https } = bodiesOf(transition);
    expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    expect(sms).toMatch(/^[\x20-\x7e]{1,140}$/);
    const { content } = JSON.parse(https ?? '');
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8_000);
  });

  it('sheds evidence until 256 KB hold it, and never the alert itself', () => {
    const reasons = Array.from({ length: 6 }, () => '\u{1f600}'.repeat(30));
    const facts = Array.from(
      { length: 4 },
      () => ({ kind: 'destination', name: '\u{1f600}'.repeat(100), calls: 1, risk: 1, reasons }) as const,
    );
    const members = Array.from({ length: 100 }, (_, index) => {
      const key = aFunction(`f${index}${'\u{1f600}'.repeat(60)}`);
      return aMember(key, anEvidence('outbound', { direction: 'new', facts }));
    });
    const transition = opened(members);
    const input = publish(transition);
    expect(new TextEncoder().encode(JSON.stringify(input.Message)).length).toBeGreaterThan(1_000);
    expect(new TextEncoder().encode(input.Message).length).toBeLessThanOrEqual(250 * 1_024);
    const alert = JSON.parse(JSON.parse(input.Message).default);
    expect(alert.evidence).toHaveLength(20);
    expect(alert).toMatchObject({ id: transition.incident.id, functionCount: 100 });
  });
});
