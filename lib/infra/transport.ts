import type { Duration } from 'aws-cdk-lib';

/** How a {@link Transport.kinesis} is sized. */
export interface KinesisTransportProps {
  /**
   * Shards of the stream. Each carries 1 MB or 1,000 records a second: log events arrive compressed, so one shard
   * serves about 300 million events a day at an even pace.
   *
   * @default 1 - enough for about 300 million events a day
   */
  readonly shards?: number;

  /**
   * How long the stream keeps records: the time there is to repair an ingest that stopped reading.
   *
   * @default Duration.hours(24) - what is not read by then is lost
   */
  readonly retention?: Duration;

  /**
   * How long records are gathered before ingest is invoked. Longer means fewer, cheaper invocations; beyond 20 seconds
   * the newest minute may be evaluated before all of it has arrived.
   *
   * @default Duration.seconds(20) - alerts wait no longer for it, as evaluation lets a minute settle anyway
   */
  readonly batchWindow?: Duration;
}

/** How log events travel from CloudWatch Logs to ingest. Made by {@link Transport.direct} or {@link Transport.kinesis}. */
export type Transport = { readonly type: 'direct' } | ({ readonly type: 'kinesis' } & KinesisTransportProps);

export const Transport = {
  /** CloudWatch Logs invokes ingest itself: nothing to size, cheapest up to about 3 million events a day. */
  direct: (): Transport => ({ type: 'direct' }),

  /** Through a Kinesis stream of its own: many deliveries in one invocation, and exact counts even under re-cut batches. */
  kinesis: (props: KinesisTransportProps = {}): Transport => ({ type: 'kinesis', ...props }),
} as const;
