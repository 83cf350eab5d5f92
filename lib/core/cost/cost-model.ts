import { DIRECT_LIFE_MS } from '../pipeline/direct-partials.ts';
import { PARTIAL_LIFE_MS } from '../pipeline/shard-partials.ts';
import { layoutFor } from '../pipeline/slot-layout.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { MEASURED, type Measured } from './measured.ts';
import { PRICES, type Price } from './prices.ts';

export interface Fleet {
  readonly eventsPerDay: number;
  readonly functions: number;
}

/** One line of a bill: what it is for, how much of it in a month, and at which price. */
export interface CostLine {
  readonly item: string;
  readonly quantity: number;
  readonly price: Price;
  readonly dollars: number;
}

/** A month of 30 days. */
export interface Bill {
  readonly name: string;
  readonly dollars: number;
  readonly lines: readonly CostLine[];
}

export interface CostComparison {
  readonly direct: Bill;
  readonly kinesis: Bill;
  readonly others: readonly Bill[];
  /** What CloudWatch charges for the same log lines anyway. */
  readonly logIngestion: Bill;
}

const DAYS = 30;
const SECONDS_PER_DAY = 86_400;
const TICKS = DAYS * 1_440;
const HOURS = DAYS * 24;
const MILLION = 1e6;
const GB = 1e9;
const ITEM_BYTES = 1_024;
const PUT_UNIT_BYTES = 25 * 1_024;
const SHARD_BYTES_PER_SECOND = 1e6;
const SHARD_RECORDS_PER_SECOND = 1_000;

/** Memory that brings one whole vCPU; a function with less gets its share of one, and waits that much longer. */
const GB_PER_VCPU = 1.769;

const given = (name: keyof typeof ASSUMPTIONS): number => ASSUMPTIONS[name].value;

/**
 * What a fleet costs in a month: Nightjar over either transport, and what others would charge to watch it. A function of
 * figures that were measured, prices and assumptions, all of which have names.
 */
export const compareCosts = (fleet: Fleet, measured: Measured = MEASURED): CostComparison => ({
  direct: billOf('Nightjar, direct', [...directLines(fleet, measured), ...commonLines(fleet, measured)]),
  kinesis: billOf('Nightjar, Kinesis', [...kinesisLines(fleet, measured), ...commonLines(fleet, measured)]),
  others: [cloudWatchBill(fleet), datadogBill(fleet), guardDutyBill(fleet)],
  logIngestion: billOf('CloudWatch Logs, the lines themselves', [
    line('log ingestion', rawGbOf(fleet), PRICES.logIngestion),
  ]),
});

/** Quantities are in the unit of their price. */
const line = (item: string, quantity: number, price: Price): CostLine => ({
  item,
  quantity,
  price,
  dollars: quantity * price.dollars,
});

const billOf = (name: string, lines: readonly CostLine[]): Bill => ({
  name,
  lines,
  dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0),
});

/** Events of one delivery: what one stream logs in a few seconds, at least one invocation's. */
const eventsPerDelivery = ({ eventsPerDay, functions }: Fleet): number => {
  const perSecond = eventsPerDay / SECONDS_PER_DAY / Math.max(1, functions);
  const ofStream = Math.min(perSecond, given('mostEventsPerSecondAndStream')) * given('deliverySeconds');
  return Math.max(given('eventsPerInvocation'), ofStream);
};

const deliveriesPerDay = (fleet: Fleet): number => fleet.eventsPerDay / eventsPerDelivery(fleet);

const compressedBytes = (fleet: Fleet): number =>
  given('recordOverheadBytes') + eventsPerDelivery(fleet) * given('compressedBytesPerEvent');

const rawGbOf = ({ eventsPerDay }: Fleet): number => (eventsPerDay * DAYS * given('rawBytesPerEvent')) / GB;

const cpuMsOf = (deliveries: number, events: number, { usPerDelivery, usPerEvent }: Measured): number =>
  ((deliveries * usPerDelivery + events * usPerEvent) / 1_000) * given('armFactor');

const runMsOf = (cpuMs: number, memoryGb: number): number => cpuMs * Math.max(1, GB_PER_VCPU / memoryGb);

const directLines = (fleet: Fleet, measured: Measured): CostLine[] => {
  const deliveries = deliveriesPerDay(fleet) * DAYS;
  const cpuMs = cpuMsOf(deliveries, fleet.eventsPerDay * DAYS, measured);
  // Lambda bills whole milliseconds.
  const billedMs = runMsOf(cpuMs, given('ingestMemoryGb')) + deliveries * (given('waitMsPerInvocation') + 0.5);
  return [
    line('ingest requests', deliveries / MILLION, PRICES.lambdaRequests),
    line('ingest GB-seconds', (billedMs / 1_000) * given('ingestMemoryGb'), PRICES.lambdaGbSeconds),
    line('partials written', deliveries / MILLION, PRICES.writeUnits),
    line('partials read again by each tick', directReadUnits(deliveries, measured) / MILLION, PRICES.readUnits),
    line(
      'partials kept',
      (deliveriesPerDay(fleet) * daysOf(DIRECT_LIFE_MS) * itemBytes(measured)) / GB,
      PRICES.storage,
    ),
  ];
};

const daysOf = (lifeMs: number): number => lifeMs / (SECONDS_PER_DAY * 1_000);

/** A packed function-minute with its key and what identifies its delivery. */
const itemBytes = ({ bytesPerFunctionMinute }: Measured): number => bytesPerFunctionMinute + 120;

/** Small items of up to three blocks are read every minute, eventually consistent: half a unit for each 4 KB. */
const directReadUnits = (deliveries: number, measured: Measured): number =>
  (deliveries * MEAN_REPLAYED_MINUTES * itemBytes(measured)) / 4_096 / 2;
const MEAN_REPLAYED_MINUTES = 30;

const kinesisLines = (fleet: Fleet, measured: Measured): CostLine[] => {
  const deliveries = deliveriesPerDay(fleet);
  const bytes = compressedBytes(fleet);
  const perSecond = (deliveries / SECONDS_PER_DAY) * given('peakFactor');
  const shards = Math.max(
    1,
    Math.ceil(perSecond / SHARD_RECORDS_PER_SECOND),
    Math.ceil((perSecond * bytes) / SHARD_BYTES_PER_SECOND),
  );
  const invocations = Math.min(deliveries * DAYS, (shards * DAYS * SECONDS_PER_DAY) / given('batchWindowSeconds'));
  const packedBytes = activeFunctionMinutesPerDay(fleet) * DAYS * measured.bytesPerFunctionMinute;
  const slots = layoutFor(fleet.functions);
  const partUnits = Math.max(packedBytes / ITEM_BYTES, invocations * Math.min(slots, fleet.functions));
  const cpuMs = cpuMsOf(deliveries * DAYS, fleet.eventsPerDay * DAYS, measured);
  const billedMs = runMsOf(cpuMs, given('ingestMemoryGb')) + invocations * given('waitMsPerInvocation') * 3;
  return [
    line('shards', shards * HOURS, PRICES.shardHours),
    line('PUT payload units', (deliveries * DAYS * Math.ceil(bytes / PUT_UNIT_BYTES)) / MILLION, PRICES.putUnits),
    line('ingest requests', invocations / MILLION, PRICES.lambdaRequests),
    line('ingest GB-seconds', (billedMs / 1_000) * given('ingestMemoryGb'), PRICES.lambdaGbSeconds),
    line('partials written', partUnits / MILLION, PRICES.writeUnits),
    line('commits written', invocations / MILLION, PRICES.writeUnits),
    line('commits read by ingest', (invocations * 2) / MILLION, PRICES.readUnits),
    // Each slot reads the new commits each minute, at the price of 4 KB, and each part once: what was read is kept.
    line('commits read by each tick', (TICKS * slots * shards) / MILLION, PRICES.readUnits),
    line('partials read once', packedBytes / 4_096 / 2 / MILLION, PRICES.readUnits),
    line('partials kept', ((packedBytes / DAYS) * daysOf(PARTIAL_LIFE_MS)) / GB, PRICES.storage),
  ];
};

/** Minutes in which a function runs at all, if its invocations come independently of each other. */
const activeFunctionMinutesPerDay = ({ eventsPerDay, functions }: Fleet): number => {
  const perMinute = eventsPerDay / given('eventsPerInvocation') / 1_440 / Math.max(1, functions);
  return functions * 1_440 * (1 - Math.exp(-perMinute));
};

const commonLines = ({ functions }: Fleet, measured: Measured): CostLine[] => {
  const slots = layoutFor(functions);
  const thousands = functions / 1_000;
  const invocations = TICKS * (slots === 1 ? 1 : slots + 1);
  const cpuMs = TICKS * thousands * measured.evaluateMsPerThousandFunctions * given('armFactor');
  const billedMs = runMsOf(cpuMs, given('evaluateMemoryGb')) + invocations * given('waitMsPerTick');
  const reads = TICKS * (thousands * measured.readUnitsPerThousandFunctions + slots * measured.readUnitsPerSlot);
  const mature = thousands * measured.writeUnitsPerThousandFunctions * given('matureStateFactor');
  const writes = TICKS * (mature + slots * measured.writeUnitsPerSlot);
  return [
    line('evaluate requests', invocations / MILLION, PRICES.lambdaRequests),
    line('evaluate GB-seconds', (billedMs / 1_000) * given('evaluateMemoryGb'), PRICES.lambdaGbSeconds),
    line('checkpoints, cursors, ledger and reports read', reads / MILLION, PRICES.readUnits),
    line('checkpoints, history, ledger and reports written', writes / MILLION, PRICES.writeUnits),
    line('storage', (functions * measured.bytesStoredPerFunction) / GB, PRICES.storage),
    line('own metrics', given('ownMetrics'), PRICES.customMetrics),
    line('own alarms', given('ownAlarms'), PRICES.alarmMetrics),
  ];
};

const cloudWatchBill = ({ functions }: Fleet): Bill =>
  billOf('CloudWatch anomaly alarms', [
    line(
      'anomaly alarms on invocations, errors and duration',
      functions * given('signalsPerFunction') * given('metricsPerAnomalyAlarm'),
      PRICES.alarmMetrics,
    ),
  ]);

const datadogBill = (fleet: Fleet): Bill =>
  billOf('Datadog Serverless and Logs', [
    line('active functions', fleet.functions * given('activeFunctionShare'), PRICES.datadogFunctions),
    line('logs ingested', rawGbOf(fleet), PRICES.datadogLogGb),
    line(
      'events indexed',
      (fleet.eventsPerDay * DAYS * given('datadogIndexedShare')) / MILLION,
      PRICES.datadogIndexedEvents,
    ),
  ]);

const guardDutyBill = ({ eventsPerDay, functions }: Fleet): Bill => {
  const invocations = (eventsPerDay * DAYS) / given('eventsPerInvocation');
  const managementEvents = functions * given('managementEventsPerFunctionDay') * DAYS;
  return billOf('GuardDuty with Lambda Protection (security findings only)', [
    line('network activity', (invocations * given('networkBytesPerInvocation')) / GB, PRICES.guardDutyNetworkGb),
    line('management events', managementEvents / MILLION, PRICES.guardDutyEvents),
  ]);
};
