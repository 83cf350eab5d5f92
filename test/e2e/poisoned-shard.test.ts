import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Random } from '../../bench/fleet/random.ts';
import { DEFAULT_DECODE_LIMITS } from '../../lib/core/decode/decode-limits.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { foldDecoded } from '../../lib/core/pipeline/fold-decoded.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { emptyIngestTally } from '../../lib/core/pipeline/ingest-tally.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { type Condition, type Row, TableProblem } from '../../lib/core/pipeline/ports.ts';
import { epochMs } from '../../lib/core/units.ts';
import { imageOfTable } from '../support/folded-image.ts';
import { FUZZ_FILTER, hostileDelivery } from '../support/hostile-payloads.ts';
import {
  kinesisEvent,
  loggedLines,
  SUBSCRIPTION_FILTER,
  subscriptionData,
  subscriptionPayload,
} from '../support/log-payload.ts';
import { storedWindows, totalsOf } from '../support/stored-counts.ts';

const AT = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const MEBIBYTE = 1_024 * 1_024;
const settings = { region: 'eu-west-1', salt: 7, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER };

const goodData = (serial: number): string => {
  const requestId = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  return subscriptionData('shop', loggedLines({ requestId, at: AT, durationMs: 12 }));
};

const packed = (content: string | Uint8Array): string => gzipSync(content).toString('base64');
const frame = (more: object): string => JSON.stringify(subscriptionPayload('shop', [], more));

/** A payload of one event, with raw bytes in place of an `@` in its line. */
const withBytes = (...bytes: readonly number[]): string => {
  const [before = '', after = ''] = frame({ logEvents: [{ id: '1', timestamp: AT, message: 'caf@' }] }).split('@');
  return packed(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]));
};

const lineOf = (message: unknown): string => packed(frame({ logEvents: [{ id: '1', timestamp: AT, message }] }));

/** What a stream may hold beside payloads, and what ingest says about it. */
const POISON: Readonly<Record<string, readonly [data: string, details: Readonly<Record<string, object>>]>> = {
  nothing: ['', { unreadable: { 'decode.not_base64': 1 } }],
  'no base64': ['%%%', { unreadable: { 'decode.not_base64': 1 } }],
  'no gzip': [Buffer.from('plain').toString('base64'), { unreadable: { 'decode.not_gzip': 1 } }],
  zlib: [deflateSync('{}').toString('base64'), { unreadable: { 'decode.not_gzip': 1 } }],
  'truncated gzip': [goodData(1).slice(0, 80), { unreadable: { 'decode.truncated': 1 } }],
  'corrupt gzip': [
    Buffer.from(goodData(1), 'base64').fill(0xff, 30, 60).toString('base64'),
    { unreadable: { 'decode.corrupt': 1 } },
  ],
  'a bomb': [
    packed(Buffer.alloc(DEFAULT_DECODE_LIMITS.maxInflatedBytes + 1)),
    { unreadable: { 'decode.too_large': 1 } },
  ],
  'no JSON': [packed('hello'), { unreadable: { 'decode.not_json': 1 } }],
  'another product': [packed('{"Records":[{"eventName":"x"}]}'), { unreadable: { 'decode.not_log_payload': 1 } }],
  'a deep one': [packed('['.repeat(100_000)), { unreadable: { 'decode.not_json': 1 } }],
  // Parsed, it would take 2.6 GB.
  'the deepest one': [packed('['.repeat(39 * MEBIBYTE)), { unreadable: { 'decode.too_many_values': 1 } }],
  'as many events as fit': [
    packed(frame({}).replace('[]}', `[${'{},'.repeat(12_000_000)}{}]}`)),
    { unreadable: { 'decode.too_many_values': 1 } },
  ],
  'a NUL among JSON': [withBytes(0), { unreadable: { 'decode.not_json': 1 } }],
  'a control message': [
    packed(frame({ messageType: 'CONTROL_MESSAGE', logEvents: [{}] })),
    { skipped: { control_message: 1 } },
  ],
  'an empty batch': [packed(frame({})), {}],
  "another subscription's": [
    packed(frame({ subscriptionFilters: ['foreign'], logEvents: [{ id: '1', timestamp: AT, message: 'x' }] })),
    { dropped: { foreign_filter: 1 } },
  ],
  'names that are no names': [
    packed(frame({ owner: 5, logGroup: {}, logStream: [] })),
    { unreadable: { 'decode.not_log_payload': 1 } },
  ],
  'a message that is none': [lineOf(5), { skipped: { message_not_text: 1 } }],
  'a line of 1 MB': [lineOf('x'.repeat(MEBIBYTE)), { sources: { lambda: 7 } }],
  'a line of NULs': [lineOf('\u0000\u0000'), { sources: { lambda: 7 } }],
  'a line of lone surrogates': [lineOf('\ud800 \udc00'), { sources: { lambda: 7 } }],
  'invalid UTF-8': [withBytes(0xe9), { sources: { lambda: 7 } }],
};

const ingestInto = (table: MemoryTable, filter = SUBSCRIPTION_FILTER) => {
  const told: unknown[] = [];
  const metrics = { emit: (_: object, details: unknown) => told.push(details) };
  const ingest = makeIngest({ table, metrics, clock: () => AT, settings: { ...settings, subscriptionFilter: filter } });
  let attempts = 0;
  return {
    told,
    direct: (data: string) => ingest({ kind: 'direct', data }, `attempt-${attempts++}`),
    deliver: async (payloads: readonly string[], first: number) => {
      const records = payloads.map((data, index) => ({ sequence: String(first + index), arrivedAt: AT, data }));
      const event = readIngestEvent(kinesisEvent('shardId-000000000000', records));
      if (!event.ok) throw new Error(event.problem.code);
      return ingest(event.value, `attempt-${attempts++}`);
    },
  };
};

describe('poison in a shard', () => {
  it.each(Object.entries(POISON))(
    'costs itself alone, is told by its reason, and the shard goes on: %s',
    async (_what, [poison, details]) => {
      const { deliver, told } = ingestInto(new MemoryTable());
      const first = await deliver([goodData(1), poison, goodData(2)], 1_000);
      expect(first.observations.get('invocation-reported')).toBe(2);
      expect(told[0]).toMatchObject(details);
      const again = await deliver([goodData(1), poison, goodData(2)], 1_000);
      expect([again.duplicates, again.events]).toEqual([1, 0]);
      expect((await deliver([goodData(3)], 1_003)).observations.get('invocation-reported')).toBe(1);
    },
  );

  it('is committed where there is nothing else', async () => {
    const { deliver } = ingestInto(new MemoryTable());
    const all = Object.values(POISON).map(([data]) => data);
    await deliver(all, 1_000);
    expect((await deliver(all, 1_000)).duplicates).toBe(1);
  });
});

/** Whose writer dies after each commit but the last few, as an invocation that ran for too long. */
class BriefTable extends MemoryTable {
  override async put(row: Row, condition?: Condition) {
    const outcome = await super.put(row, condition);
    if (row.partition.startsWith('commits|') && !this.isPatient) throw new TableProblem('table.unavailable', 'killed');
    return outcome;
  }
  isPatient = false;
}

describe('a batch that takes longer than an invocation may run', () => {
  it('is committed bit by bit, so that each attempt comes further, and counts once', async () => {
    const table = new BriefTable();
    let now = AT;
    // Each record seems to take eight seconds: a commit is made of two.
    const slow = () => {
      now = epochMs(now + 8_000);
      return now;
    };
    const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: slow, settings });
    const payloads = Array.from({ length: 9 }, (_, index) => goodData(index));
    const records = payloads.map((data, index) => ({ sequence: String(1_000 + index), arrivedAt: AT, data }));
    const event = readIngestEvent(kinesisEvent('shardId-000000000000', records));
    if (!event.ok) throw new Error(event.problem.code);
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(ingest(event.value, `attempt-${attempt}`)).rejects.toThrow('killed');
      const stored = await storedWindows(table, 1, epochMs(0), epochMs(AT + 1), settings.salt);
      expect(totalsOf(stored).starts).toBe(2 * (attempt + 1));
    }
    table.isPatient = true;
    await ingest(event.value, 'attempt-9');
    const stored = await storedWindows(table, 1, epochMs(0), epochMs(AT + 1), settings.salt);
    expect(totalsOf(stored).starts).toBe(payloads.length);
  });
});

describe('poison that CloudWatch Logs delivers itself', () => {
  it.each(Object.entries(POISON))(
    'is no reason to deliver it again, and told: %s',
    async (_what, [poison, { sources: _sources, ...details }]) => {
      const { direct, told } = ingestInto(new MemoryTable());
      await direct(poison);
      expect(told[0]).toMatchObject(details);
      expect((await direct(goodData(1))).observations.get('invocation-reported')).toBe(1);
    },
  );
});

const FIXED_SEED = 20_260_106;
/** Told in the test's name, so that a failure can be had again: FUZZ_SEED=<seed> npx vitest run test/e2e/poisoned */
const FRESH_SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const INVOCATIONS = 200;

describe('a shard of generated payloads, from sound to senseless', () => {
  it.each([FIXED_SEED, FRESH_SEED])(
    'counts each that can be read once, whatever lies beside it (seed %i)',
    async (seed) => {
      const random = new Random(seed);
      const table = new MemoryTable();
      const { deliver } = ingestInto(table, FUZZ_FILTER);
      const truth = new SummaryTable(settings.salt);
      let sequence = 1_000;
      for (let invocation = 0; invocation < INVOCATIONS; invocation++) {
        const payloads = Array.from({ length: random.integer(1, 12) }, () => hostileDelivery(random));
        await deliver(payloads, sequence);
        if (random.chance(0.2)) await deliver(payloads, sequence);
        sequence += payloads.length;
        for (const data of payloads) {
          foldDecoded(data, truth, emptyIngestTally(), { ...settings, subscriptionFilter: FUZZ_FILTER });
        }
      }
      const stored = await storedWindows(table, 1, epochMs(0), epochMs(AT + 1), settings.salt);
      expect(imageOfTable(stored)).toEqual(imageOfTable(truth));
      expect(truth.size).toBeGreaterThan(10);
    },
    60_000,
  );
});
