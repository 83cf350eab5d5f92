import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PRICES } from '../core/cost/prices.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { KinesisDelivery } from './kinesis-delivery.ts';

export interface CostParts {
  readonly table: TableV2;
  readonly handlers: readonly HandlerFunction[];
  readonly kinesis?: KinesisDelivery;
}

const PERIOD = Duration.minutes(5);
const HOURS_PER_DAY = 24;
const PERIODS_PER_DAY = (HOURS_PER_DAY * 60) / PERIOD.toMinutes();
const MILLION = 1_000_000;

/**
 * Dollars a day at the present rate, from what AWS counts of Nightjar's own resources: handlers, table, shards. Prices
 * are those of docs/cost.md; storage, logs and keys are not in it.
 */
export const costMetric = ({ table, handlers, kinesis }: CostParts): MathExpression => {
  const usingMetrics: Record<string, IMetric> = {
    written: table.metricConsumedWriteCapacityUnits({ period: PERIOD }),
    read: table.metricConsumedReadCapacityUnits({ period: PERIOD }),
  };
  const terms = [
    `FILL(written,0)*${decimal(PRICES.writeUnits.dollars / MILLION)}`,
    `FILL(read,0)*${decimal(PRICES.readUnits.dollars / MILLION)}`,
  ];
  handlers.forEach((handler, index) => {
    usingMetrics[`spent${index}`] = handler.function.metricDuration({ period: PERIOD, statistic: 'Sum' });
    usingMetrics[`calls${index}`] = handler.function.metricInvocations({ period: PERIOD });
    const dollarsPerMs = (PRICES.lambdaGbSeconds.dollars * (handler.memoryMb / 1_024)) / 1_000;
    terms.push(`FILL(spent${index},0)*${decimal(dollarsPerMs)}`);
    terms.push(`FILL(calls${index},0)*${decimal(PRICES.lambdaRequests.dollars / MILLION)}`);
  });
  const shards = kinesis === undefined ? 0 : kinesis.shards * PRICES.shardHours.dollars * HOURS_PER_DAY;
  return new MathExpression({
    expression: `(${terms.join('+')})*${PERIODS_PER_DAY}+${Number(shards.toFixed(2))}`,
    usingMetrics,
    period: PERIOD,
    label: 'Cost, $ a day at this rate',
  });
};

/** Metric math knows no exponents. */
const decimal = (value: number): string => value.toFixed(14).replace(/0+$/, '');
