/** What the model takes for granted. Each may be wrong for an account; the bill follows the first two most. */
export const ASSUMPTIONS = {
  eventsPerInvocation: { value: 7, means: 'log events that one invocation writes' },
  deliverySeconds: { value: 5, means: 'seconds of one log stream that CloudWatch Logs puts into one delivery' },
  mostEventsPerSecondAndStream: { value: 58, means: 'events a second of one execution environment under full load' },
  compressedBytesPerEvent: { value: 60, means: 'bytes of gzip for each event in a delivery' },
  recordOverheadBytes: { value: 300, means: 'bytes of gzip for the envelope of a delivery' },
  rawBytesPerEvent: { value: 300, means: 'bytes of an event as CloudWatch Logs bills it' },
  peakFactor: { value: 3, means: 'traffic of the busiest minute over the mean: shards are sized for it' },
  batchWindowSeconds: { value: 60, means: 'seconds that the event source gathers before it invokes' },
  ingestMemoryGb: { value: 0.5, means: 'memory of ingest' },
  evaluateMemoryGb: { value: 1, means: 'memory of evaluate' },
  armFactor: { value: 1.2, means: 'CPU time on Graviton over CPU time where it was measured' },
  waitMsPerInvocation: { value: 8, means: 'milliseconds that an ingest invocation waits for DynamoDB' },
  waitMsPerTick: { value: 150, means: 'milliseconds that the evaluation of a slot waits for DynamoDB' },
  matureStateFactor: {
    value: 4.2,
    means:
      'deflated state and history of a function after weeks over that of an hour: 3.6 with one destination, more with many',
  },
  ownMetrics: { value: 20, means: "Nightjar's own metrics" },
  ownAlarms: { value: 15, means: "Nightjar's own alarms" },
  signalsPerFunction: { value: 3, means: 'CloudWatch anomaly alarms per function: invocations, errors, duration' },
  metricsPerAnomalyAlarm: {
    value: 3,
    means: 'alarm metrics of an anomaly alarm: the metric and both ends of its band',
  },
  activeFunctionShare: { value: 0.6, means: 'functions that run at all in a mean hour, which Datadog bills' },
  datadogIndexedShare: { value: 0.1, means: 'share of log events that is indexed in Datadog' },
  networkBytesPerInvocation: { value: 500, means: 'bytes of network activity log of one invocation, for GuardDuty' },
  managementEventsPerFunctionDay: { value: 200, means: 'CloudTrail management events for each function a day' },
} as const satisfies Record<string, { readonly value: number; readonly means: string }>;
