import { addMinutes, type EpochMs, epochMs, type Minute, startOf } from '../../core/units.ts';
import type { LogDelivery } from './cloud/log-delivery.ts';
import type { DemoInstallation } from './demo-installation.ts';
import { logLinesOf } from './fleet/log-lines.ts';
import type { SimulatedFleet } from './fleet/simulated-fleet.ts';

/** What went which way while watching. */
export interface Traffic {
  events: number;
  directInvocations: number;
  directPayloads: number;
  kinesisInvocations: number;
  kinesisRecords: number;
  /** Of the payloads as they travel: compressed and base64-encoded. */
  payloadBytes: number;
  /** Deliveries that were made twice. */
  repeats: number;
  evaluations: number;
}

export const emptyTraffic = (): Traffic => ({
  events: 0,
  directInvocations: 0,
  directPayloads: 0,
  kinesisInvocations: 0,
  kinesisRecords: 0,
  payloadBytes: 0,
  repeats: 0,
  evaluations: 0,
});

/** Minutes after the last one in which late logs arrive and open incidents can be resolved. */
const AFTER_MINUTES = 3;

/**
 * Lets the fleet run on, minute by minute: its log lines reach ingest as deliveries do, then the schedule invokes
 * evaluate. `tell` is called after each minute.
 */
export const watchDays = async (
  {
    fleet,
    delivery,
    installation,
  }: {
    readonly fleet: SimulatedFleet;
    readonly delivery: LogDelivery;
    readonly installation: DemoInstallation;
  },
  until: Minute,
  tell: (now: EpochMs, traffic: Traffic) => Promise<void>,
): Promise<Traffic> => {
  const traffic = emptyTraffic();
  for (let end = addMinutes(fleet.minute, 1); end <= until + AFTER_MINUTES; end = addMinutes(end, 1)) {
    if (fleet.minute < until) {
      for (const { profile, invocations } of fleet.nextMinute()) {
        for (const invocation of invocations) delivery.write(profile, logLinesOf(profile, invocation));
      }
    }
    const now = epochMs(startOf(end));
    for (const each of delivery.until(now)) {
      await installation.ingest(each.event, now);
      count(traffic, each);
    }
    await installation.evaluate(now);
    traffic.evaluations++;
    await tell(now, traffic);
  }
  return traffic;
};

const count = (traffic: Traffic, each: ReturnType<LogDelivery['until']>[number]): void => {
  traffic.payloadBytes += each.sizeBytes;
  if (each.isRepeat) traffic.repeats++;
  else traffic.events += each.events;
  if (each.transport === 'direct') {
    traffic.directInvocations++;
    traffic.directPayloads += each.payloads;
  } else {
    traffic.kinesisInvocations++;
    traffic.kinesisRecords += each.payloads;
  }
};
