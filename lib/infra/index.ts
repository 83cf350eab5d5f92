export { type DetectorMetric, LogAnomalyDetector } from './log-anomaly-detector.ts';
export type {
  AlertProps,
  BackfillLogsProps,
  LogAnomalyDetectorProps,
  OperationsProps,
} from './log-anomaly-detector-props.ts';
export { type FlowLogSourceProps, type LambdaLogSourceProps, LogSource, type LogSourceTag } from './log-source.ts';
export type { KeyReference, WebhookReference } from './slack-webhook.ts';
export { type AccountSubscriptionProps, Subscription } from './subscription.ts';
export { type KinesisTransportProps, Transport } from './transport.ts';
