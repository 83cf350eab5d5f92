import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import { foldPayload, makePayloadFolder } from '../../../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally } from '../../../lib/core/pipeline/ingest-tally.ts';
import { imageOfTable } from '../../support/folded-image.ts';
import { SUBSCRIPTION_FILTER, subscriptionPayload } from '../../support/log-payload.ts';

const AT = Date.UTC(2026, 0, 6, 21, 0);
const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';
const MEBIBYTE = 1_024 * 1_024;
const settings = { region: 'eu-west-1', salt: 7, subscriptionFilter: SUBSCRIPTION_FILTER };

const event = (message: unknown, more: object = {}) => ({ id: '37'.padEnd(56, '4'), timestamp: AT, message, ...more });
const GOOD_EVENT = event(`START RequestId: ${ID} Version: $LATEST\n`);

const text = (events: readonly unknown[], more: object = {}): string =>
  JSON.stringify(subscriptionPayload('shop', events, more));

const packed = (content: string | Uint8Array): string => gzipSync(content).toString('base64');
const GOOD = packed(text([GOOD_EVENT]));

const damaged = (): string => {
  const bytes = gzipSync(text([GOOD_EVENT]));
  bytes.fill(0xff, 30, 60);
  return bytes.toString('base64');
};

const foldAll = async (payloads: readonly string[]) => {
  const folder = makePayloadFolder(settings);
  const windows = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  for (const payload of payloads) await foldPayload(payload, windows, tally, settings, folder);
  return { windows, tally };
};

describe('a payload that cannot be read', () => {
  it.each([
    ['no base64', '?', 'decode.not_base64', 'payload_bytes'],
    ['no gzip', Buffer.from('{}').toString('base64'), 'decode.not_gzip', 'payload_bytes'],
    ['zlib', deflateSync('{}').toString('base64'), 'decode.not_gzip', 'payload_bytes'],
    [
      'truncated gzip',
      gzipSync(text([GOOD_EVENT]))
        .subarray(0, 60)
        .toString('base64'),
      'decode.truncated',
      'payload_bytes',
    ],
    ['corrupt gzip', damaged(), 'decode.corrupt', 'payload_bytes'],
    ['a gzip bomb', packed(Buffer.alloc(48 * MEBIBYTE)), 'decode.too_large', 'payload_header'],
    [
      'a bomb behind a good beginning',
      packed(text([event('x'.repeat(48 * MEBIBYTE))])),
      'decode.too_large',
      'payload_event',
    ],
    ['text that is no JSON', packed('hello'), 'decode.not_json', 'payload_header'],
    ['JSON that ends too early', packed(text([GOOD_EVENT]).slice(0, -5)), 'decode.not_json', 'payload_event'],
    [
      'a NUL among its JSON',
      packed(text([GOOD_EVENT]).replace('START', 'ST\u0000ART')),
      'decode.not_json',
      'payload_event',
    ],
    [
      'an escape that JSON has not',
      packed(text([GOOD_EVENT]).replace('START', 'ST\\xART')),
      'decode.not_json',
      'payload_event',
    ],
    ['another product', packed('{"Records":[]}'), 'decode.not_log_payload', 'payload_header'],
  ] as const)('is counted by its reason and harms no neighbour: %s', async (_what, bad, code, fallback) => {
    const { windows, tally } = await foldAll([GOOD, bad, GOOD]);
    expect([...tally.unreadable]).toEqual([[code, 1]]);
    expect([...tally.fallbacks]).toEqual([[fallback, 1]]);
    expect(tally.events).toBe(2);
    expect(imageOfTable(windows)).toEqual(imageOfTable((await foldAll([GOOD, GOOD])).windows));
  });
});

describe('a payload without lines of ours', () => {
  it('is a control message, counted as one', async () => {
    const { tally } = await foldAll([
      packed(text([event('CWL CONTROL MESSAGE')], { messageType: 'CONTROL_MESSAGE' })),
      GOOD,
    ]);
    expect([...tally.skipped]).toEqual([['control_message', 1]]);
    expect(tally.events).toBe(2);
  });

  it('is empty, and nothing', async () => {
    const { windows, tally } = await foldAll([packed(text([]))]);
    expect([windows.size, tally.events, tally.unreadable.size]).toEqual([0, 0, 0]);
  });
});

describe('an event that cannot be read', () => {
  it.each([
    ['a message that is a list', event(['x']), 'message_not_text'],
    ['no timestamp', { id: '1', message: 'x' }, 'event_malformed'],
    ['seconds for milliseconds', event('x', { timestamp: AT / 1_000 }), 'timestamp_invalid'],
    ['nothing at all', {}, 'event_malformed'],
  ] as const)('costs only itself: %s', async (_what, bad, reason) => {
    const { windows, tally } = await foldAll([packed(text([GOOD_EVENT, bad, GOOD_EVENT]))]);
    expect([...tally.skipped]).toEqual([[reason, 1]]);
    expect([...tally.fallbacks]).toEqual([['event_layout', 1]]);
    expect(imageOfTable(windows)).toEqual(imageOfTable((await foldAll([GOOD, GOOD])).windows));
  });
});

describe('a strange line', () => {
  it.each([
    ['1 MB long', 'x'.repeat(MEBIBYTE)],
    ['of NULs', '\u0000\u0000'],
    ['of lone surrogates', '\ud800 \udc00'],
    ['with a byte order mark', '\ufeffhello'],
  ])('is a line like any other: %s', async (_what, message) => {
    const { tally } = await foldAll([packed(text([GOOD_EVENT, event(message), GOOD_EVENT]))]);
    expect(tally.events).toBe(3);
    expect(tally.observations.get('app-line')).toBe(1);
    expect(tally.observations.get('invocation-started')).toBe(2);
  });

  it('may hold bytes that are no UTF-8', async () => {
    const bytes = Buffer.from(text([GOOD_EVENT, event('caf@'), GOOD_EVENT]), 'latin1');
    bytes[bytes.indexOf('@')] = 0xe9;
    const { tally } = await foldAll([packed(bytes)]);
    expect([tally.events, tally.observations.get('app-line'), tally.unreadable.size]).toEqual([3, 1, 0]);
  });
});

describe('the lines of an ordinary invocation', () => {
  it('are folded without decoding any', async () => {
    const lines = [
      `INIT_START Runtime Version: nodejs:22.v44\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:ab\n`,
      `START RequestId: ${ID} Version: 7\n`,
      `2026-01-06T21:00:00.000Z\t${ID}\tINFO\tGET https://api.example.com/v1 200\n`,
      `2026-01-06T21:00:00.000Z\t${ID}\tINFO\t{"level":"info","url":"https://api.example.com/v1"}\n`,
      `{"level":"INFO","message":"stored"}`,
      `END RequestId: ${ID}\n`,
      `REPORT RequestId: ${ID}\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n`,
    ];
    const { tally } = await foldAll([packed(text(lines.map((line) => event(line))))]);
    expect([...tally.fallbacks]).toEqual([]);
    expect(tally.observations.get('outbound-call')).toBe(2);
  });
});
