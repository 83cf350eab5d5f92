import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import type { AlertLinks } from '../core/alert/alert-links.ts';
import { buildPublishInput } from '../core/alert/publish-input.ts';
import type { AlertPublisher, PublishOutcome } from '../core/pipeline/ports.ts';

export interface SnsPublisherOptions {
  readonly topicArn: string;
  readonly links?: AlertLinks;
  readonly client?: SNSClient;
}

/** A topic that does not answer is tried again by the next tick: three tries here are enough. */
const MOST_ATTEMPTS = 3;
const ANSWER_TIMEOUT_MS = 5_000;

/** The {@link AlertPublisher} over one SNS topic. Region, credentials and endpoint are the environment's. */
export const snsPublisher = ({ topicArn, links = {}, client = newClient() }: SnsPublisherOptions): AlertPublisher => ({
  publish: (notice, details) => publishInput(client, buildPublishInput(notice, topicArn, links, details)),
});

/** Publishes a request that is complete. */
export const publishInput = async (client: SNSClient, input: PublishCommandInput): Promise<PublishOutcome> => {
  try {
    await client.send(new PublishCommand(input));
    return { kind: 'published' };
  } catch (error) {
    return failed(error);
  }
};

const newClient = (): SNSClient =>
  new SNSClient({ maxAttempts: MOST_ATTEMPTS, requestHandler: { requestTimeout: ANSWER_TIMEOUT_MS } });

/** Answers of SNS that another try will get again, until somebody changes topic, key or policy. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AuthorizationErrorException',
  'EndpointDisabledException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSNotFoundException',
  'NotFoundException',
]);

/** The name only: messages of SNS quote what was sent. */
const failed = (error: unknown): PublishOutcome => {
  const reason = error instanceof Error ? error.name : 'unknown';
  return { kind: 'failed', refused: REFUSALS.has(reason), reason };
};
