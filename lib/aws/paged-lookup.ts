import type { AwsConnection } from './aws-connection.ts';
import { RequestSigner } from './request-signer.ts';
import { pause, type RetryPolicy, retryDelayMs } from './retry.ts';

export interface PageLimits {
  /** From one call to the next. Lambda allows 15 calls/s of this kind to all of the account. */
  readonly gapMs: number;
  /** All calls together: the tick goes on without an answer then. */
  readonly budgetMs: number;
  readonly mostPages: number;
  readonly retry: RetryPolicy;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Ends a lookup; its message is told in the log line of the tick. */
export class LookupProblem extends Error {
  override readonly name = 'LookupProblem';
}

/** Everything that a listing has, or a {@link LookupProblem}: half of it would pass for all. */
export const allPages = async <Item>(
  operation: string,
  { gapMs, mostPages }: Pick<PageLimits, 'gapMs' | 'mostPages'>,
  ask: (after: string | undefined) => Promise<Page<Item> | undefined>,
): Promise<Item[]> => {
  const items: Item[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await ask(after);
    if (page === undefined) throw new LookupProblem(`${operation}: an answer that cannot be read`);
    items.push(...page.items);
    after = page.next;
    if (after === undefined) return items;
    await pause(gapMs);
  }
  throw new LookupProblem(`${operation}: more than ${mostPages} pages`);
};

interface UnsignedRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
}

/** Sends signed requests of one service, each again where that may help, until `endsAt` of the performance clock. */
export const signedCaller = (
  service: string,
  { endpoint, region, credentials }: AwsConnection,
  retry: RetryPolicy,
  endsAt: number,
) => {
  const signer = new RequestSigner(credentials, region, service);
  return async ({ method, path, body }: UnsignedRequest): Promise<string> => {
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
};

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
