import type { JsonService } from './json-service.ts';

export interface QueuedMessage {
  readonly body: string;
  /** Takes it off the queue: only what was ingested. */
  remove(): Promise<void>;
}

/** Long enough to fetch and ingest ten batches before another reader is shown them. */
const VISIBILITY_SECONDS = 300;
const MOST_MESSAGES = 10;

/** Every message of a queue that can be had now. */
export async function* queuedMessages(sqs: JsonService, queueUrl: string): AsyncGenerator<QueuedMessage> {
  for (;;) {
    const answer = await sqs.ask('ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: MOST_MESSAGES,
      VisibilityTimeout: VISIBILITY_SECONDS,
      WaitTimeSeconds: 1,
    });
    const messages = (answer['Messages'] ?? []) as readonly { readonly Body: string; readonly ReceiptHandle: string }[];
    if (messages.length === 0) return;
    for (const { Body: body, ReceiptHandle: handle } of messages) {
      const remove = async () => {
        await sqs.ask('DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle: handle });
      };
      yield { body, remove };
    }
  }
}
