import { epochMs, isoOf, MS_PER_MINUTE } from '../../lib/core/units.ts';
import { type Billed, billedSince } from './billed.ts';
import { DynamoDouble } from './dynamo-double.ts';
import { minuteOfTraffic } from './fleet-traffic.ts';
import { BENCH_FILTER, type Spent, startInstallation } from './installation.ts';

/** Midnight. */
const START = epochMs(Date.UTC(2026, 0, 6));
/** A mean invocation's events, once a minute: 10,080 events a day and function. */
export const EVENTS_PER_FUNCTION_MINUTE = 7;
/** Until the layout has found its size, every slot has made checkpoints, and environments have compiled what is hot. */
export const WARM_MINUTES = 60;
const RECORDS_PER_INVOCATION = 1_600;
const FUNCTIONS_PER_SHARD = 5_000;

export interface DayOptions {
  readonly functions: number;
  /** Minutes after the warm-up, which share the day's curve among them. */
  readonly minutes: number;
  /** A DynamoDB that listens; the counting double unless given. */
  readonly dynamo?: { readonly endpoint: string; readonly tableName: string };
}

/** What one minute came to. */
export interface MinuteFigures {
  /** Negative while warming up. */
  readonly minute: number;
  readonly events: number;
  readonly ingest: Spent;
  readonly ingestBilled: Billed;
  /** All slots together. */
  readonly tick: Spent;
  readonly tickBilled: Billed;
  readonly slots: number;
  readonly bytesStored: number;
}

export interface Day {
  /** Runs the next minute. */
  next(): Promise<MinuteFigures>;
  stop(): void;
}

/** Traffic over the day: least at night, three times as much in the afternoon; its mean is 1. */
const curveAt = (share: number): number => 1 - 0.5 * Math.cos(2 * Math.PI * share);

/**
 * A day in `minutes` minutes: the clock goes on minute by minute, as it does, and each minute bears the traffic of its
 * share of the day's curve. So what a minute costs is measured at every load of the day.
 */
export const startDay = ({ functions, minutes, dynamo }: DayOptions, program: string): Day => {
  const double = new DynamoDouble();
  const installation = startInstallation(dynamo ?? double, dynamo?.tableName ?? 'bench', program);
  const shards = Math.ceil(functions / FUNCTIONS_PER_SHARD);
  let [minute, sequence] = [-WARM_MINUTES, 0];
  const next = async (): Promise<MinuteFigures> => {
    const startMs = START + (minute + WARM_MINUTES) * MS_PER_MINUTE;
    const eventsPerMinute = functions * EVENTS_PER_FUNCTION_MINUTE * curveAt(Math.max(0, minute) / minutes);
    const traffic = minuteOfTraffic({ functions, eventsPerMinute, subscriptionFilter: BENCH_FILTER }, startMs);
    const arrivedAt = epochMs(startMs + 65_000);
    const beforeIngest = { ...double.billed };
    const events = invocationsOf(traffic.payloads, shards, arrivedAt, () => String(1_000_000_000 + sequence++));
    const ingest = await installation.ingest(events, arrivedAt);
    const beforeTick = { ...double.billed };
    const now = epochMs(startMs + 2 * MS_PER_MINUTE);
    const tick = await installation.tick({ scheduledTime: isoOf(now) }, now);
    return {
      minute: minute++,
      events: traffic.events,
      ingest,
      ingestBilled: billedSince(beforeTick, beforeIngest),
      tick,
      tickBilled: billedSince(double.billed, beforeTick),
      slots: double.slots,
      bytesStored: double.bytesStored,
    };
  };
  return { next, stop: installation.stop };
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
