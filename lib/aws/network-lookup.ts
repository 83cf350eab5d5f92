import type { NetworkAnswer, NetworkLookup } from '../core/pipeline/ports.ts';
import { functionsPath, readFunctionsPage } from './attached-functions.ts';
import { type AwsConnection, serviceConnection } from './aws-connection.ts';
import { interfacesRequest, readInterfacesPage } from './lambda-interfaces.ts';
import { RequestSigner } from './request-signer.ts';
import { pause, type RetryPolicy, retryDelayMs } from './retry.ts';

export interface NetworkLookupLimits {
  /** From one call to the next. Lambda allows 15 calls/s of this kind to all of the account. */
  readonly gapMs: number;
  /** All calls together: the tick goes on without an answer then. */
  readonly budgetMs: number;
  readonly mostPages: number;
  readonly retry: RetryPolicy;
}

/** 5,000 functions are 100 pages: about 15 seconds, and at most every five minutes. */
export const NETWORK_LOOKUP_LIMITS: NetworkLookupLimits = {
  gapMs: 125,
  budgetMs: 25_000,
  mostPages: 200,
  retry: { attempts: 4, firstDelayMs: 250, longestDelayMs: 2_000 },
};

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Ends a lookup; its message is told in the log line of the tick. */
class LookupProblem extends Error {
  override readonly name = 'LookupProblem';
}

/** The account's interfaces and functions, page by page, by two signed requests: no SDK in the evaluator's bundle. */
export class AwsNetworkLookup implements NetworkLookup {
  readonly #ec2: AwsConnection;
  readonly #lambda: AwsConnection;
  readonly #limits: NetworkLookupLimits;

  constructor(ec2: AwsConnection, lambda: AwsConnection, limits: NetworkLookupLimits = NETWORK_LOOKUP_LIMITS) {
    this.#ec2 = ec2;
    this.#lambda = lambda;
    this.#limits = limits;
  }

  async look(): Promise<NetworkAnswer> {
    const endsAt = performance.now() + this.#limits.budgetMs;
    const ec2 = this.#caller('ec2', this.#ec2, endsAt);
    const lambda = this.#caller('lambda', this.#lambda, endsAt);
    try {
      const interfaces = await this.#all('DescribeNetworkInterfaces', async (after) =>
        readInterfacesPage(await ec2({ method: 'POST', path: '/', body: interfacesRequest(after) })),
      );
      // Without an interface of Lambda's nobody needs to know the functions.
      const functions =
        interfaces.length === 0
          ? []
          : await this.#all('ListFunctions', async (after) =>
              readFunctionsPage(await lambda({ method: 'GET', path: functionsPath(after), body: '' })),
            );
      return { kind: 'found', snapshot: { interfaces, functions } };
    } catch (error) {
      if (error instanceof LookupProblem) return { kind: 'failed', reason: error.message };
      throw error;
    }
  }

  async #all<Item>(
    operation: string,
    ask: (after: string | undefined) => Promise<Page<Item> | undefined>,
  ): Promise<Item[]> {
    const items: Item[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < this.#limits.mostPages; pages++) {
      const page = await ask(after);
      if (page === undefined) throw new LookupProblem(`${operation}: an answer that cannot be read`);
      items.push(...page.items);
      after = page.next;
      if (after === undefined) return items;
      await pause(this.#limits.gapMs);
    }
    throw new LookupProblem(`${operation}: more than ${this.#limits.mostPages} pages`);
  }

  /** Sends one request and tries again what may pass, until the time is up. */
  #caller(service: string, { endpoint, region, credentials }: AwsConnection, endsAt: number) {
    const signer = new RequestSigner(credentials, region, service);
    const { retry } = this.#limits;
    return async ({ method, path, body }: { method: 'GET' | 'POST'; path: string; body: string }): Promise<string> => {
      const url = new URL(path, endpoint);
      const unsigned = method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } : {};
      for (let failures = 1; ; failures++) {
        const leftMs = endsAt - performance.now();
        if (leftMs <= 0) throw new LookupProblem(`${service}: no time left`);
        const headers = signer.sign({ method, url, headers: unsigned, body }, new Date());
        const signal = AbortSignal.timeout(Math.ceil(leftMs));
        const answer = await sent(url, { method, headers, signal, ...(method === 'POST' && { body }) });
        if (answer.kind === 'ok') return answer.text;
        if (!answer.mayPass || failures >= retry.attempts) throw new LookupProblem(`${service}: ${answer.reason}`);
        await pause(retryDelayMs(retry, failures, Math.random()));
      }
    };
  }
}

type Sent =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'refused'; readonly mayPass: boolean; readonly reason: string };

const THROTTLED = /Throttl|RequestLimitExceeded|TooManyRequests/;
const MOST_REASON_CHARACTERS = 200;

const sent = async (url: URL, request: RequestInit): Promise<Sent> => {
  try {
    const response = await fetch(url, request);
    const text = await response.text();
    if (response.ok) return { kind: 'ok', text };
    const mayPass = response.status === 429 || response.status >= 500 || THROTTLED.test(text);
    return { kind: 'refused', mayPass, reason: `${response.status} ${text.slice(0, MOST_REASON_CHARACTERS)}` };
  } catch (error) {
    return { kind: 'refused', mayPass: true, reason: error instanceof Error ? error.name : 'no answer' };
  }
};

/** The lookup of the function that runs. */
export const awsNetworkLookup = (
  variables: Readonly<Record<string, string | undefined>>,
  region: string,
): NetworkLookup =>
  new AwsNetworkLookup(serviceConnection('ec2', variables, region), serviceConnection('lambda', variables, region));
