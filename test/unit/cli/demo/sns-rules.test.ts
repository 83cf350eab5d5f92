import { describe, expect, it } from 'vitest';
import { takePublish } from '../../../../lib/cli/demo/cloud/sns-rules.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260302/eu-west-1/sns/aws4_request, ' +
  `SignedHeaders=content-type;host;x-amz-date, Signature=${'0af1'.repeat(16)}`;

const publish = (fields: Readonly<Record<string, string>>, authorization: string | undefined = SIGNED) =>
  takePublish(
    new URLSearchParams({ Action: 'Publish', TopicArn: TOPIC, Message: 'hello', ...fields }),
    authorization,
    TOPIC,
  );

const codeOf = (result: ReturnType<typeof publish>): string => (result.ok ? 'accepted' : result.problem.code);

describe('the SNS endpoint of the demo', () => {
  it('gives each protocol its body', () => {
    const result = publish({
      MessageStructure: 'json',
      Message: JSON.stringify({ default: 'd', email: 'e' }),
      Subject: 'Hi',
    });
    expect(result.ok && [...result.value.bodies]).toEqual([
      ['default', 'd'],
      ['email', 'e'],
    ]);
  });

  it('refuses what is not signed for SNS', () => {
    expect(codeOf(takePublish(new URLSearchParams({ Action: 'Publish' }), undefined, TOPIC))).toBe(
      'MissingAuthenticationToken',
    );
    expect(codeOf(publish({}, 'Bearer abc'))).toBe('IncompleteSignature');
    expect(codeOf(publish({}, SIGNED.replace('/sns/', '/sqs/')))).toBe('IncompleteSignature');
  });

  it.each([
    ['another action', { Action: 'DeleteTopic' }, 'InvalidAction'],
    ['another topic', { TopicArn: `${TOPIC}2` }, 'NotFound'],
    ['an empty message', { Message: '' }, 'InvalidParameter'],
    ['a subject with a line break', { Subject: 'a\nb' }, 'InvalidParameter'],
    ['a subject beyond ASCII', { Subject: 'größer' }, 'InvalidParameter'],
    ['an empty subject', { Subject: '' }, 'InvalidParameter'],
    ['a subject of 101 characters', { Subject: 'x'.repeat(101) }, 'InvalidParameter'],
    ['JSON without a default', { MessageStructure: 'json', Message: '{"email":"e"}' }, 'InvalidParameter'],
    ['JSON with a body that is no text', { MessageStructure: 'json', Message: '{"default":1}' }, 'InvalidParameter'],
    ['JSON that is broken', { MessageStructure: 'json', Message: '{"default":' }, 'InvalidParameter'],
    ['a structure of another name', { MessageStructure: 'xml' }, 'InvalidParameter'],
    ['256 KiB and one byte', { Message: 'x'.repeat(262_145) }, 'InvalidParameter'],
  ])('refuses %s', (_, fields, code) => {
    expect(codeOf(publish(fields))).toBe(code);
  });

  it('counts message attributes into the size limit', () => {
    const attribute = (value: string) => ({
      'MessageAttributes.entry.1.Name': 'severity',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': value,
    });
    expect(codeOf(publish({ Subject: 'x'.repeat(100), Message: 'x'.repeat(262_132), ...attribute('high') }))).toBe(
      'accepted',
    );
    expect(codeOf(publish({ Message: 'x'.repeat(262_132), ...attribute('higher') }))).toBe('InvalidParameter');
  });

  it('refuses an attribute without a value or type', () => {
    const attribute = { 'MessageAttributes.entry.1.Name': 'a', 'MessageAttributes.entry.1.Value.StringValue': 'b' };
    expect(codeOf(publish(attribute))).toBe('InvalidParameter');
    expect(codeOf(publish({ ...attribute, 'MessageAttributes.entry.1.Value.DataType': 'Text' }))).toBe(
      'InvalidParameter',
    );
  });
});
