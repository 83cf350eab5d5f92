import type { AwsConnection } from './aws-connection.ts';
import { RequestSigner } from './request-signer.ts';
import { DEFAULT_RETRY, pause, retryDelayMs } from './retry.ts';

const ATTEMPT_TIMEOUT_MS = 30_000;

/** As a gateway says it that waited in vain. */
const NO_ANSWER = 504;

/** An answer that is not a success, after all attempts. */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem';
}

/** Signed requests of one service that speaks an `X-Amz-Target` JSON protocol; retries throttles and server errors. */
export class JsonService {
  readonly #signer: RequestSigner;
  readonly #url: URL;
  readonly #target: string;
  readonly #version: '1.0' | '1.1';

  /** @param target what stands before the operation's name, as in `Kinesis_20131202` */
  constructor(connection: AwsConnection, service: string, target: string, version: '1.0' | '1.1') {
    this.#signer = new RequestSigner(connection.credentials, connection.region, service);
    this.#url = new URL(connection.endpoint);
    this.#target = target;
    this.#version = version;
  }

  async ask(operation: string, request: object): Promise<Readonly<Record<string, unknown>>> {
    const body = JSON.stringify(request);
    for (let failures = 1; ; failures++) {
      const headers = {
        'content-type': `application/x-amz-json-${this.#version}`,
        'x-amz-target': `${this.#target}.${operation}`,
      };
      const signed = this.#signer.sign({ url: this.#url, headers, body }, new Date());
      const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
      const { status, text } = await fetch(this.#url, { method: 'POST', headers: signed, body, signal })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch(() => ({ status: NO_ANSWER, text: `no answer from ${this.#url.host}` }));
      if (status >= 200 && status < 300) {
        return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
      }
      const mayPass = status >= 500 || /Throttl|ThroughputExceeded/.test(text);
      if (!mayPass || failures >= DEFAULT_RETRY.attempts) {
        throw new ServiceProblem(`${operation}: ${status} ${text.slice(0, 300)}`);
      }
      await pause(retryDelayMs(DEFAULT_RETRY, failures, Math.random()));
    }
  }
}
