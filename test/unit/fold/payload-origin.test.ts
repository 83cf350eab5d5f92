import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import { emptyTally } from '../../../lib/core/fold/tally.ts';
import { foldDecoded } from '../../../lib/core/pipeline/fold-decoded.ts';
import { foldPayload, makePayloadFolder } from '../../../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally } from '../../../lib/core/pipeline/ingest-tally.ts';
import { imageOfTable, imageOfTally } from '../../support/folded-image.ts';

const AT = Date.UTC(2026, 0, 6, 21, 0);
const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';
const settings = { region: 'eu-west-1', salt: 7, subscriptionFilter: 'nightjar' };
const ENVIRONMENT = '0123456789abcdef'.repeat(2);

const HEADER = {
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/aws/lambda/shop',
  logStream: `2026/01/06/[$LATEST]${ENVIRONMENT}`,
  subscriptionFilters: ['nightjar'],
};

const EVENT = { id: '37'.padEnd(56, '4'), timestamp: AT, message: `START RequestId: ${ID}\tVersion: 1\n` };
/** A line that names no version: the stream's counts. */
const START = {
  ...EVENT,
  message: `{"time":"2026-01-06T21:00:00.000Z","type":"platform.start","record":{"requestId":"${ID}"}}`,
};

const packed = (header: object, events: readonly object[] = [START]): string =>
  gzipSync(JSON.stringify({ ...HEADER, ...header, logEvents: events })).toString('base64');

const direct = async (payloads: readonly string[]) => {
  const folder = makePayloadFolder(settings);
  const windows = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  for (const payload of payloads) await foldPayload(payload, windows, tally, settings, folder);
  return { windows: imageOfTable(windows), tally: imageOfTally(tally), fallbacks: tally.fallbacks };
};

const naive = (payloads: readonly string[]) => {
  const windows = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  for (const payload of payloads) foldDecoded(payload, windows, tally, settings);
  return { windows: imageOfTable(windows), tally: imageOfTally(tally) };
};

describe('where payloads come from', () => {
  it('is told apart by every part of the header but the environment', async () => {
    const headers = [
      {},
      { logStream: `2026/01/06/[$LATEST]${ENVIRONMENT.replaceAll('0', 'f')}` },
      { logStream: `2026/01/06/[7]${ENVIRONMENT}` },
      { logStream: `2026/01/06/other[7]${ENVIRONMENT}` },
      // Names of no environment: what the streams would say otherwise does not count.
      { logStream: `2026/01/06/other[7]short` },
      { logStream: `2026/01/06/other[7]${ENVIRONMENT}_` },
      { owner: '444455556666' },
      { logGroup: '/aws/lambda/ship' },
      { subscriptionFilters: ['other'] },
      { subscriptionFilters: ['other', 'nightjar'] },
      { policyLevel: 'ACCOUNT_LEVEL_POLICY' },
    ];
    // Each after each other one.
    const payloads = headers.flatMap((before) => headers.flatMap((after) => [packed(before), packed(after)]));
    const { windows, tally } = await direct(payloads);
    expect({ windows, tally }).toEqual(naive(payloads));
  });

  it('is known of as many as come, though not of all at once', async () => {
    const payloads = Array.from({ length: 9_000 }, (_, index) => packed({ logGroup: `/aws/lambda/shop-${index}` }));
    const twice = [...payloads, ...payloads];
    const { windows, fallbacks } = await direct(twice);
    expect(fallbacks.size).toBe(0);
    expect(windows).toEqual(naive(twice).windows);
  });

  it('names the stream although its name has left the window', async () => {
    const failure = { ...EVENT, message: `2026-01-06T21:00:00.000Z ${ID} Task timed out after 3.00 seconds\n\n` };
    const many = Array.from({ length: 3_000 }, () => START);
    const payload = packed({}, [...many, failure]);
    const folded = makePayloadFolder(settings).fold(payload, emptyTally(), true);
    expect(folded).toMatchObject({
      ok: true,
      value: { logStream: HEADER.logStream, rest: { logStream: HEADER.logStream } },
    });
    expect((await direct([payload])).windows).toEqual(naive([payload]).windows);
  });
});
