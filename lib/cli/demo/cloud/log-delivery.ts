import { gzipSync } from 'node:zlib';
import { type EpochMs, epochMs } from '../../../core/units.ts';
import type { FunctionProfile } from '../fleet/function-profile.ts';
import type { LogLine } from '../fleet/log-line.ts';
import { Random } from '../fleet/random.ts';

/** An invocation of the ingest function, as Lambda would make it. */
export interface Delivery {
  readonly transport: 'direct' | 'kinesis';
  readonly event: unknown;
  /** Log events in it. */
  readonly events: number;
  /** Subscription payloads in it: one, or one per Kinesis record. */
  readonly payloads: number;
  /** Of the payloads, compressed and base64-encoded. */
  readonly sizeBytes: number;
  /** The service delivered the same before: at least once is its promise. */
  readonly isRepeat: boolean;
}

export interface DeliverySettings {
  readonly seed: number;
  readonly subscriptionFilter: string;
  readonly streamArn: string;
  readonly region: string;
  /** Functions whose log groups are subscribed without a stream in between. */
  readonly direct: ReadonlySet<string>;
}

interface Written {
  readonly profile: FunctionProfile;
  readonly line: LogLine;
}

/** One payload on its way. */
interface Payload {
  readonly transport: 'direct' | 'kinesis';
  readonly partitionKey: string;
  readonly data: string;
  readonly events: number;
  /** Not delivered before this. */
  readonly dueAt: EpochMs;
}

const SHARD = 'shardId-000000000000';
const FAST_GZIP = { level: 1 } as const;
/** Share of payloads that come later than the others, and how much later at most. */
const LATE_SHARE = 0.01;
const LATE_MS_MAX = 150_000;
/** Share of invocations that the service makes twice. */
const REPEAT_SHARE = 0.01;
/** CloudWatch Logs hands lines over some seconds after they were written. */
const USUAL_DELAY_MS = 4_000;

/**
 * CloudWatch Logs between the functions and ingest: batches lines by stream, compresses them, hands them over directly or
 * through a stream, now and then late or twice.
 */
export class LogDelivery {
  readonly #settings: DeliverySettings;
  readonly #random: Random;
  #waiting: Written[] = [];
  #payloads: Payload[] = [];
  #eventNumber = 0n;
  #sequenceNumber = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    this.#random = new Random(`${settings.seed}|delivery`);
  }

  /** Lines may be given ahead of their time: they leave when it has come. */
  write(profile: FunctionProfile, lines: readonly LogLine[]): void {
    for (const line of lines) this.#waiting.push({ profile, line });
  }

  /** Every invocation of ingest that is due until `now`, in order. */
  until(now: EpochMs): Delivery[] {
    this.#pack(now);
    const due = this.#payloads.filter(({ dueAt }) => dueAt <= now);
    this.#payloads = this.#payloads.filter(({ dueAt }) => dueAt > now);
    const deliveries = due.filter(({ transport }) => transport === 'direct').map((payload) => directDelivery(payload));
    const records = due.filter(({ transport }) => transport === 'kinesis');
    if (records.length > 0) deliveries.push(this.#kinesisDelivery(records, now));
    return deliveries.flatMap((each) =>
      this.#random.chance(REPEAT_SHARE) ? [each, { ...each, isRepeat: true }] : [each],
    );
  }

  #pack(now: EpochMs): void {
    const streams = new Map<string, { profile: FunctionProfile; lines: LogLine[] }>();
    const later: Written[] = [];
    for (const entry of this.#waiting) {
      const { profile, line } = entry;
      if (line.timestamp + USUAL_DELAY_MS > now) {
        later.push(entry);
        continue;
      }
      const stream = streams.get(line.logStream) ?? { profile, lines: [] };
      streams.set(line.logStream, stream);
      stream.lines.push(line);
    }
    this.#waiting = later;
    for (const { profile, lines } of streams.values()) this.#payloads.push(this.#payload(profile, lines, now));
  }

  #payload({ key }: FunctionProfile, lines: readonly LogLine[], now: EpochMs): Payload {
    const logStream = lines[0]?.logStream ?? '';
    const json = JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: key.account,
      logGroup: `/aws/lambda/${key.name}`,
      logStream,
      subscriptionFilters: [this.#settings.subscriptionFilter],
      logEvents: lines.map(({ timestamp, message }) => ({ id: this.#nextEventId(), timestamp, message })),
    });
    const late = this.#random.chance(LATE_SHARE) ? this.#random.integer(0, LATE_MS_MAX) : 0;
    return {
      transport: this.#settings.direct.has(key.name) ? 'direct' : 'kinesis',
      partitionKey: logStream.slice(-32),
      data: gzipSync(json, FAST_GZIP).toString('base64'),
      events: lines.length,
      dueAt: epochMs(now + late),
    };
  }

  #kinesisDelivery(payloads: readonly Payload[], now: EpochMs): Delivery {
    const { streamArn, region } = this.#settings;
    const records = payloads.map(({ partitionKey, data }) => {
      const sequenceNumber = String(++this.#sequenceNumber);
      return {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey,
          sequenceNumber,
          data,
          approximateArrivalTimestamp: (now - 1_000) / 1_000,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `${SHARD}:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        awsRegion: region,
        eventSourceARN: streamArn,
      };
    });
    return { ...sumOf(payloads), transport: 'kinesis', event: { Records: records }, isRepeat: false };
  }

  /** 56 digits, as the real ones. */
  #nextEventId(): string {
    return String(++this.#eventNumber).padStart(56, '3');
  }
}

const directDelivery = (payload: Payload): Delivery => ({
  ...sumOf([payload]),
  transport: 'direct',
  event: { awslogs: { data: payload.data } },
  isRepeat: false,
});

const sumOf = (payloads: readonly Payload[]): Pick<Delivery, 'events' | 'payloads' | 'sizeBytes'> => ({
  events: payloads.reduce((sum, { events }) => sum + events, 0),
  payloads: payloads.length,
  sizeBytes: payloads.reduce((sum, { data }) => sum + data.length, 0),
});
