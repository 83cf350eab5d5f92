import { epochMs, isoOf, MS_PER_MINUTE } from '../../lib/core/units.ts';
import { type Billed, billedSince, nothingBilled } from './billed.ts';
import { cpuMs } from './cpu-time.ts';
import { DynamoDouble } from './dynamo-double.ts';
import { minuteOfTraffic } from './fleet-traffic.ts';
import { BENCH_FILTER, startInstallation } from './installation.ts';

/** Midnight. */
const START = epochMs(Date.UTC(2026, 0, 6));
/** A mean invocation's events, once a minute: 10,080 events a day and function. */
export const EVENTS_PER_FUNCTION_MINUTE = 7;
/** Until the layout has found its size and every slot has made a checkpoint. */
export const WARM_MINUTES = 24;
const RECORDS_PER_INVOCATION = 1_600;
const FUNCTIONS_PER_SHARD = 5_000;

export interface DayOptions {
  readonly functions: number;
  /** Minutes after the warm-up, which share the day's curve among them. */
  readonly minutes: number;
  readonly mostSeconds: number;
  /** A DynamoDB that listens; the counting double unless given. */
  readonly dynamo?: { readonly endpoint: string; readonly tableName: string };
}

export interface DayResult {
  readonly functions: number;
  readonly minutes: number;
  readonly slots: number;
  readonly events: number;
  readonly ingestCpuMs: number;
  readonly ingestBilled: Billed;
  /** CPU of each tick, all slots together. */
  readonly tickCpuMs: readonly number[];
  /** CPU of the dearest single invocation. */
  readonly dearestSlotCpuMs: number;
  readonly tickBilled: Billed;
  readonly bytesStored: number;
  readonly peakRssBytes: number;
}

/** Traffic over the day: least at night, three times as much in the afternoon; its mean is 1. */
const curveAt = (share: number): number => 1 - 0.5 * Math.cos(2 * Math.PI * share);

/**
 * A day in `minutes` minutes: the clock goes on minute by minute, as it does, and each minute bears the traffic of its
 * share of the day's curve. So what a minute costs is measured at every load of the day.
 */
export const runDay = async ({ functions, minutes, mostSeconds, dynamo }: DayOptions): Promise<DayResult> => {
  const double = new DynamoDouble();
  let now = START;
  const { ingest, tick } = startInstallation(dynamo ?? double, dynamo?.tableName ?? 'bench', () => now);
  const timed = async (run: () => Promise<void>): Promise<number> => {
    const [before, own] = [cpuMs(), double.ownCpuMs];
    await run();
    return cpuMs() - before - (double.ownCpuMs - own);
  };
  const shards = Math.ceil(functions / FUNCTIONS_PER_SHARD);
  const ingestBilled = nothingBilled();
  const tickBilled = nothingBilled();
  const tickCpuMs: number[] = [];
  let [events, ingestCpuMs, dearestSlotCpuMs, sequence, peakRssBytes] = [0, 0, 0, 0, 0];
  const began = performance.now();
  let minute = -WARM_MINUTES;
  for (; minute < minutes && performance.now() - began < mostSeconds * 1_000; minute++) {
    const startMs = START + (minute + WARM_MINUTES) * MS_PER_MINUTE;
    const eventsPerMinute = functions * EVENTS_PER_FUNCTION_MINUTE * curveAt(Math.max(0, minute) / minutes);
    const traffic = minuteOfTraffic({ functions, eventsPerMinute, subscriptionFilter: BENCH_FILTER }, startMs);
    now = epochMs(startMs + 65_000);
    const beforeIngest = { ...double.billed };
    let minuteCpuMs = 0;
    for (const event of invocationsOf(traffic.payloads, shards, now, () => String(1_000_000_000 + sequence++))) {
      minuteCpuMs += await timed(() => ingest(event));
    }
    const beforeTick = { ...double.billed };
    now = epochMs(startMs + 2 * MS_PER_MINUTE);
    let thisTickCpuMs = 0;
    const dearest = await tick({ scheduledTime: isoOf(now) }, async (run) => {
      const ms = await timed(run);
      thisTickCpuMs += ms;
      return ms;
    });
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
    if (minute < 0) continue;
    events += traffic.events;
    ingestCpuMs += minuteCpuMs;
    tickCpuMs.push(thisTickCpuMs);
    dearestSlotCpuMs = Math.max(dearestSlotCpuMs, dearest);
    add(ingestBilled, billedSince(beforeTick, beforeIngest));
    add(tickBilled, billedSince(double.billed, beforeTick));
  }
  return {
    functions,
    minutes: Math.max(0, minute),
    slots: double.slots,
    events,
    ingestCpuMs,
    ingestBilled,
    tickCpuMs,
    dearestSlotCpuMs,
    tickBilled,
    bytesStored: double.bytesStored,
    peakRssBytes,
  };
};

const add = (into: Billed, from: Billed): void => {
  for (const figure of Object.keys(into) as (keyof Billed)[]) into[figure] += from[figure];
};

/** Records as the event source hands them over: one shard at a time, as many as six megabytes hold. */
function* invocationsOf(payloads: readonly string[], shards: number, arrivedAt: number, next: () => string) {
  for (let shard = 0; shard < shards; shard++) {
    const own = payloads.filter((_, index) => index % shards === shard);
    const shardId = `shardId-${String(shard).padStart(12, '0')}`;
    for (let start = 0; start < own.length; start += RECORDS_PER_INVOCATION) {
      yield {
        Records: own.slice(start, start + RECORDS_PER_INVOCATION).map((data) => ({
          eventID: `${shardId}:0`,
          eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/nightjar',
          kinesis: { sequenceNumber: next(), data, approximateArrivalTimestamp: arrivedAt / 1_000 },
        })),
      };
    }
  }
}
