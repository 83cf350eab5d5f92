import { TableProblem } from '../core/pipeline/ports.ts';
import type { AwsConnection } from './aws-connection.ts';
import { type DynamoFailure, failureOf } from './dynamo-problem.ts';
import type { Operation } from './dynamo-requests.ts';
import { RequestSigner } from './request-signer.ts';
import { DEFAULT_RETRY, pause, type RetryPolicy, retryDelayMs } from './retry.ts';

/** One attempt. Longer than any answer takes, shorter than it pays to wait. */
/** No redirects, and nobody to ask for a password: `fetch` then keeps no copy of the body to send it again. */
const SENT_ONCE = { redirect: 'error', window: null } as const;
const ATTEMPT_TIMEOUT_MS = 4_000;

export type SendOutcome =
  | { readonly kind: 'answered'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'condition' };

/**
 * Sends signed requests of DynamoDB's JSON 1.0 protocol and retries what may pass. Every request of this program may be
 * sent again: puts are conditional or repeat the same row.
 */
export class DynamoClient {
  readonly #signer: RequestSigner;
  readonly #url: URL;
  readonly #retry: RetryPolicy;

  constructor({ endpoint, region, credentials }: AwsConnection, retry: RetryPolicy = DEFAULT_RETRY) {
    this.#signer = new RequestSigner(credentials, region, 'dynamodb');
    this.#url = new URL(endpoint);
    this.#retry = retry;
  }

  /** @throws TableProblem after all attempts, or at once when another attempt cannot help */
  async send(operation: Operation, request: object): Promise<SendOutcome> {
    const body = JSON.stringify(request);
    for (let failures = 1; ; failures++) {
      const outcome = await this.#attempt(operation, body);
      if (outcome.kind !== 'problem') return outcome;
      if (!outcome.retryable || failures >= this.#retry.attempts) {
        throw new TableProblem(outcome.code, `${operation}: ${outcome.message}`);
      }
      await this.pauseAfter(failures);
    }
  }

  /** Before another try of what failed or was left undone `failures` times. */
  async pauseAfter(failures: number): Promise<void> {
    await pause(retryDelayMs(this.#retry, failures, Math.random()));
  }

  get attempts(): number {
    return this.#retry.attempts;
  }

  async #attempt(operation: Operation, body: string): Promise<SendOutcome | DynamoFailure> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
    // Signed anew for each attempt: a signature is good for minutes only.
    const signed = this.#signer.sign({ url: this.#url, headers, body }, new Date());
    let response: Response;
    let text: string;
    // A timer that is cleared: one of `AbortSignal.timeout` fires later all the same, for every request there was.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error('no answer in time')), ATTEMPT_TIMEOUT_MS);
    try {
      const { signal } = deadline;
      response = await fetch(this.#url, { method: 'POST', headers: signed, body, signal, ...SENT_ONCE });
      text = await response.text();
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : 'no answer';
      return { kind: 'problem', code: 'table.unavailable', retryable: true, message };
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) return failureOf(response.status, text);
    try {
      return { kind: 'answered', body: JSON.parse(text) as Readonly<Record<string, unknown>> };
    } catch {
      return { kind: 'problem', code: 'table.garbled', retryable: true, message: 'the answer is no JSON' };
    }
  }
}
