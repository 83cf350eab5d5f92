import type { SlotInvoker } from '../core/pipeline/ports.ts';
import { isoOf } from '../core/units.ts';
import { type AwsConnection, serviceConnection } from './aws-connection.ts';
import { RequestSigner } from './request-signer.ts';

/** Lambda accepts an asynchronous invocation within milliseconds. One that it did not take is left to the next minute. */
const ANSWER_TIMEOUT_MS = 3_000;
const MOST_ATTEMPTS = 2;

/** Starts the evaluation of single slots: asynchronous invocations of this very function. */
export class LambdaSlotInvoker implements SlotInvoker {
  readonly #signer: RequestSigner;
  readonly #url: URL;

  constructor({ endpoint, region, credentials }: AwsConnection, functionName: string) {
    this.#signer = new RequestSigner(credentials, region, 'lambda');
    this.#url = new URL(`/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`, endpoint);
  }

  async invoke(slot: Parameters<SlotInvoker['invoke']>[0], now: Parameters<SlotInvoker['invoke']>[1]) {
    const body = JSON.stringify({ scheduledTime: isoOf(now), slot });
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (await this.#isAccepted(body)) return 'started';
    }
    return 'failed';
  }

  async #isAccepted(body: string): Promise<boolean> {
    const unsigned = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
    const headers = this.#signer.sign({ url: this.#url, headers: unsigned, body }, new Date());
    try {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      const response = await fetch(this.#url, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false; // no answer: whether it was started shows in its report
    }
  }
}

/** The function that runs, when it runs in Lambda. */
export const ownSlotInvoker = (
  variables: Readonly<Record<string, string | undefined>>,
  region: string,
): SlotInvoker | undefined => {
  const { AWS_LAMBDA_FUNCTION_NAME: functionName } = variables;
  if (!functionName) return undefined;
  return new LambdaSlotInvoker(serviceConnection('lambda', variables, region), functionName);
};
