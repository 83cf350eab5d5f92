import { createGunzip, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FALLBACK_REASONS, type FallbackReason } from '../../../lib/core/fold/fallback.ts';
import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import { foldDecoded } from '../../../lib/core/pipeline/fold-decoded.ts';
import { foldPayload, makePayloadFolder } from '../../../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally } from '../../../lib/core/pipeline/ingest-tally.ts';
import { imageOfTable, imageOfTally } from '../../support/folded-image.ts';
import { SUBSCRIPTION_FILTER, subscriptionPayload } from '../../support/log-payload.ts';

const AT = Date.UTC(2026, 0, 6, 21, 0);
const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';
const settings = { region: 'eu-west-1', salt: 7, subscriptionFilter: SUBSCRIPTION_FILTER };

const event = (message: string, more: object = {}) => ({ id: '37'.padEnd(56, '4'), timestamp: AT, message, ...more });
const START = event(`START RequestId: ${ID} Version: $LATEST\n`);

const payload = (events: readonly unknown[], more: object = {}) => subscriptionPayload('shop', events, more);

const packed = (...values: readonly object[]): string =>
  gzipSync(values.map((value) => JSON.stringify(value)).join('')).toString('base64');
const GOOD = packed(payload([START, START]));

/** What makes ingest read each way, and how often it says so. */
const EXAMPLES: Readonly<Record<Exclude<FallbackReason, 'payload_no_window'>, readonly [data: string, times: number]>> =
  {
    payload_bytes: ['no base64!', 1],
    payload_header: [packed({ added: 'before', ...payload([START]) }), 1],
    payload_not_lambda: [packed(payload([event('a line')], { logGroup: '/my/service', logStream: 'host-1' })), 1],
    payload_event: [packed(payload([event('x'.repeat(100_000)), START])), 1],
    payload_tail: [packed(payload([START]), payload([START, START])), 1],
    event_layout: [packed(payload([START, event('a line', { added: 1 }), event('a line', { added: 2 })])), 2],
    line_unclear: [packed(payload([START, event('2026-01-06T21:00:00.000Z\tid\tERROR\tInvoke Error\t{}\n')])), 1],
  };

const read = async (payloads: readonly string[]) => {
  const folder = makePayloadFolder(settings);
  const table = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  for (const data of payloads) await foldPayload(data, table, tally, settings, folder);
  return {
    fallbacks: Object.fromEntries(tally.fallbacks),
    image: { table: imageOfTable(table), tally: imageOfTally(tally) },
  };
};

const decoded = (payloads: readonly string[]) => {
  const table = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  for (const data of payloads) foldDecoded(data, table, tally, settings);
  return { table: imageOfTable(table), tally: imageOfTally(tally) };
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('each way back to the parsers', () => {
  it.each(FALLBACK_REASONS.filter((reason) => reason !== 'payload_no_window'))(
    'is counted under its own reason, and comes to the same: %s',
    async (reason) => {
      const [data, times] = EXAMPLES[reason];
      const payloads = [GOOD, data, GOOD, data];
      const { fallbacks, image } = await read(payloads);
      expect(fallbacks).toEqual({ [reason]: 2 * times });
      expect(image).toEqual(decoded(payloads));
    },
  );

  it('is left for decoding the whole where a payload is full of events of another layout', async () => {
    const strange = event('a line', { added: 1 });
    const payloads = [packed(payload([START, ...Array(100_001).fill(strange)]))];
    const { fallbacks, image } = await read(payloads);
    expect(fallbacks).toEqual({ payload_event: 1 });
    expect(image).toEqual(decoded(payloads));
  });

  const nativeZlib = Object.getPrototypeOf(Reflect.get(createGunzip(), '_handle'));

  it.each([
    ['whose zlib writes otherwise', () => vi.spyOn(nativeZlib, 'writeSync').mockImplementation(() => {})],
    ['whose zlib refuses', () => vi.spyOn(nativeZlib, 'writeSync').mockImplementation(() => expect.unreachable())],
    ['without WebAssembly', () => vi.stubGlobal('WebAssembly', undefined)],
  ])('is taken by every payload in a Node %s, and counted', async (_, change) => {
    change();
    const folder = makePayloadFolder(settings);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    const table = new SummaryTable(settings.salt);
    const tally = emptyIngestTally();
    for (const data of [GOOD, GOOD]) await foldPayload(data, table, tally, settings, folder);
    expect(Object.fromEntries(tally.fallbacks)).toEqual({ payload_no_window: 2 });
    expect({ table: imageOfTable(table), tally: imageOfTally(tally) }).toEqual(decoded([GOOD, GOOD]));
  });
});
