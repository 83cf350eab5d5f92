/** A price in US dollars, and how far it can be believed. */
export interface Price {
  readonly dollars: number;
  readonly per: string;
  readonly source: string;
  /** Not found in a second source: check it before relying on it. */
  readonly isUnconfirmed?: true;
}

const AWS = 'us-east-1 list price without free tier';

/** Every price that the model uses. Sources were read in 2026. */
export const PRICES = {
  lambdaRequests: { dollars: 0.2, per: 'million requests', source: `AWS Lambda, ${AWS}` },
  lambdaGbSeconds: { dollars: 0.0000133334, per: 'GB-second, arm64', source: `AWS Lambda, ${AWS}` },
  writeUnits: {
    dollars: 0.625,
    per: 'million write units, on demand',
    source: `Amazon DynamoDB since November 2024, ${AWS}`,
  },
  readUnits: {
    dollars: 0.125,
    per: 'million read units, on demand',
    source: `Amazon DynamoDB since November 2024, ${AWS}`,
  },
  storage: { dollars: 0.25, per: 'GB-month', source: `aws.amazon.com/dynamodb/pricing, data storage, ${AWS}` },
  shardHours: { dollars: 0.015, per: 'shard-hour', source: `Amazon Kinesis Data Streams, ${AWS}` },
  putUnits: {
    dollars: 0.014,
    per: 'million PUT payload units of 25 KB',
    source: `Amazon Kinesis Data Streams, ${AWS}`,
  },
  customMetrics: { dollars: 0.3, per: 'metric and month', source: `Amazon CloudWatch, first 10,000, ${AWS}` },
  alarmMetrics: {
    dollars: 0.1,
    per: 'alarm metric and month',
    source: 'amazonwebshark.com, a bill of April 2022; c3x.dev, read 2026',
  },
  logIngestion: {
    dollars: 0.5,
    per: 'GB ingested',
    source: 'hykell.com and factualminds.com on Amazon CloudWatch Logs in us-east-1, read in November 2026',
  },
  datadogFunctions: {
    dollars: 5,
    per: 'active function and month, billed yearly',
    source:
      'no source found; that the mean of the hourly active functions is billed: docs.datadoghq.com, serverless billing',
    isUnconfirmed: true,
  },
  datadogLogGb: {
    dollars: 0.1,
    per: 'GB ingested',
    source: 'michaelscodingspot.com, DataDog logs pricing; codcompass.com, Datadog Pricing in 2026',
  },
  datadogIndexedEvents: {
    dollars: 1.7,
    per: 'million events indexed for 15 days, on a yearly commitment',
    source: 'michaelscodingspot.com, DataDog logs pricing; codcompass.com, 2026',
  },
  guardDutyNetworkGb: {
    dollars: 1,
    per: 'GB of network activity logs, first 500 GB',
    source: 'api-evangelist on GitHub, from aws.amazon.com/guardduty/pricing as of 7 October 2026',
  },
  guardDutyEvents: {
    dollars: 4,
    per: 'million CloudTrail management events, first tier',
    source: 'factualminds.com, 13 June 2026; api-evangelist on GitHub, from aws.amazon.com as of 7 October 2026',
  },
} as const satisfies Record<string, Price>;
