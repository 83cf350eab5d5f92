import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeJsonText, decodePayload } from '../../../lib/core/decode/decode-payload.ts';

const AT = Date.UTC(2026, 0, 6, 21, 0);

const payload = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/aws/lambda/shop',
  logStream: `2026/01/06/[$LATEST]${'a'.repeat(32)}`,
  subscriptionFilters: ['nightjar'],
  logEvents: [{ id: '1', timestamp: AT, message: 'hello' }],
  ...overrides,
});

const packed = (...values: readonly unknown[]): string =>
  Buffer.concat(values.map((value) => gzipSync(JSON.stringify(value)))).toString('base64');

const eventsOf = (decoded: ReturnType<typeof decodePayload>) =>
  decoded.ok ? decoded.value.batches.flatMap(({ events }) => events) : [];

describe('decodePayload', () => {
  it('reads a payload', () => {
    const decoded = decodePayload(packed(payload({ policyLevel: 'ACCOUNT_LEVEL_POLICY', added: 'later' })));
    expect(decoded).toMatchObject({
      ok: true,
      value: {
        batches: [
          {
            owner: '111122223333',
            logGroup: '/aws/lambda/shop',
            subscriptionFilters: ['nightjar'],
            policyLevel: 'ACCOUNT_LEVEL_POLICY',
            events: [{ id: '1', timestamp: AT, message: 'hello' }],
          },
        ],
        problems: [],
      },
    });
  });

  it('reads payloads joined as gzip members', () => {
    expect(eventsOf(decodePayload(packed(payload(), payload())))).toHaveLength(2);
  });

  it('reads JSON objects joined without a separator, braces in strings included', () => {
    const tricky = payload({ logEvents: [{ id: '2', timestamp: AT, message: 'a "}{" \\' }] });
    const text = `${JSON.stringify(payload())}${JSON.stringify(tricky)}\n`;
    expect(eventsOf(decodePayload(gzipSync(text).toString('base64')))).toHaveLength(2);
  });

  it('keeps the readable one of two joined payloads and reports the other', () => {
    const decoded = decodeJsonText(`${JSON.stringify(payload())}{"messageType":"OTHER"}`);
    expect(decoded).toMatchObject({
      ok: true,
      value: { problems: [{ code: 'decode.not_log_payload', path: 'messageType' }] },
    });
    expect(eventsOf(decoded)).toHaveLength(1);
  });

  it('takes account and Region of a centralised event from its extracted fields', () => {
    const extractedFields = { '@aws.account': '444455556666', '@aws.region': 'eu-central-1', level: 'x' };
    const decoded = decodePayload(
      packed(payload({ logEvents: [{ id: '1', timestamp: AT, message: 'm', extractedFields }] })),
    );
    expect(eventsOf(decoded)).toMatchObject([{ account: '444455556666', region: 'eu-central-1' }]);
  });

  it.each([
    ['empty text', '', 'decode.not_base64'],
    ['text that is no base64', 'no base64!', 'decode.not_base64'],
    ['data that is not compressed', Buffer.from('{"a":1}').toString('base64'), 'decode.not_gzip'],
    ['zlib instead of gzip', deflateSync('{}').toString('base64'), 'decode.not_gzip'],
    ['gzip that ends too early', gzipSync('x'.repeat(999)).subarray(0, 20).toString('base64'), 'decode.truncated'],
    ['gzip of something else', gzipSync('not json').toString('base64'), 'decode.not_json'],
    ['JSON of another product', packed({ Records: [] }), 'decode.not_log_payload'],
  ])('refuses %s', (_what, data, code) => {
    expect(decodePayload(data)).toMatchObject({ ok: false, problem: { code } });
  });

  it('refuses gzip with a damaged body', () => {
    const bytes = gzipSync(JSON.stringify(payload()));
    bytes.fill(0xff, 20, 40);
    expect(decodePayload(bytes.toString('base64'))).toMatchObject({ ok: false, problem: { code: 'decode.corrupt' } });
  });

  it('stops inflating at the cap', () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024)).toString('base64');
    expect(decodePayload(bomb, { maxInflatedBytes: 100_000 })).toEqual({
      ok: false,
      problem: { code: 'decode.too_large', limitBytes: 100_000 },
    });
  });

  it.each([
    ['nested without end', '['.repeat(2_000_001)],
    ['of tiny values', `[${'1,'.repeat(2_000_001)}1]`],
    ['of objects within objects', '{"a":'.repeat(2_000_001)],
  ])('refuses JSON that would take up memory as no payload does: %s', (_what, text) => {
    expect(decodeJsonText(text)).toEqual({ ok: false, problem: { code: 'decode.too_many_values' } });
  });

  it('takes whatever is between quotes for one value, however long', () => {
    const message = `${'[{,'.repeat(1_000_000)}\\"`;
    const text = JSON.stringify(payload({ logEvents: [{ id: '1', timestamp: AT, message }] }));
    expect(eventsOf(decodeJsonText(text))).toMatchObject([{ message }]);
  });

  it('reads so many joined payloads and no more', () => {
    const decoded = decodeJsonText(JSON.stringify(payload()).repeat(10_001));
    expect(eventsOf(decoded)).toHaveLength(10_000);
    expect(decoded).toMatchObject({ value: { problems: [{ code: 'decode.too_many_values' }] } });
  });

  it('counts a control message and reads no batch of it', () => {
    const decoded = decodePayload(packed(payload({ messageType: 'CONTROL_MESSAGE', owner: 'CloudwatchLogs' })));
    expect(decoded).toMatchObject({ ok: true, value: { batches: [] } });
    expect(decoded.ok && decoded.value.skippedEvents.get('control_message')).toBe(1);
  });

  it.each([
    ['a timestamp in seconds', { id: '', timestamp: AT / 1_000, message: 'm' }, 'timestamp_invalid'],
    ['a timestamp as text', { id: '', timestamp: String(AT), message: 'm' }, 'timestamp_invalid'],
    ['a timestamp in the next century', { id: '', timestamp: 4.2e12, message: 'm' }, 'timestamp_invalid'],
    ['a message that is a list', { id: '', timestamp: AT, message: ['m'] }, 'message_not_text'],
    ['a message that is an object', { id: '', timestamp: AT, message: { m: 1 } }, 'message_not_text'],
    ['no message', { id: '', timestamp: AT }, 'event_malformed'],
    ['no event at all', null, 'event_malformed'],
  ] as const)('skips only the event with %s', (_what, bad, reason) => {
    const good = { id: 'g', timestamp: AT, message: 'fine' };
    const decoded = decodePayload(packed(payload({ logEvents: [bad, good] })));
    expect(eventsOf(decoded)).toEqual([good]);
    expect(decoded.ok && decoded.value.skippedEvents.get(reason)).toBe(1);
  });
});
