import { type FunctionKey, functionIdOf } from '../core/function-key.ts';
import type { FunctionLookup, FunctionsGone } from '../core/pipeline/ports.ts';
import { isFunctionName } from '../core/subject.ts';
import { type AwsConnection, serviceConnection } from './aws-connection.ts';
import { functionsPath, readFunctionsPage } from './listed-functions.ts';
import { allPages, LookupProblem, type PageLimits, signedCaller } from './paged-lookup.ts';
import { RequestSigner } from './request-signer.ts';
import { pause, type RetryPolicy, retryDelayMs } from './retry.ts';

export interface FunctionLookupLimits {
  /** Functions that are asked for one by one; where more are in doubt, all functions are listed instead. */
  readonly mostAsked: number;
  /** From one call to the next. Lambda allows 15 calls/s of this kind to all of the account. */
  readonly gapMs: number;
  /** All calls together. */
  readonly budgetMs: number;
  readonly retry: RetryPolicy;
  readonly listing: PageLimits;
}

/**
 * A stack of 25 functions that is deleted takes about three seconds; of one of 500 the account's functions are listed,
 * 50 to a call: 5,000 in about 15 seconds. Only when their silence is noticed.
 */
export const FUNCTION_LOOKUP_LIMITS: FunctionLookupLimits = {
  mostAsked: 25,
  gapMs: 100,
  budgetMs: 5_000,
  retry: { attempts: 3, firstDelayMs: 200, longestDelayMs: 1_000 },
  listing: {
    gapMs: 100,
    budgetMs: 20_000,
    mostPages: 200,
    retry: { attempts: 4, firstDelayMs: 250, longestDelayMs: 2_000 },
  },
};

type Answer =
  | { readonly kind: 'exists' | 'gone' }
  | { readonly kind: 'failed'; readonly mayPass: boolean; readonly reason: string };

/**
 * Asks Lambda for functions of its own Region: few of them one by one, many by listing all that there are. Each is named
 * with its account, so that one of another account is not taken for a missing one of the same name.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
export class AwsFunctionLookup implements FunctionLookup {
  readonly #connection: AwsConnection;
  readonly #signer: RequestSigner;
  readonly #limits: FunctionLookupLimits;

  constructor(connection: AwsConnection, limits: FunctionLookupLimits = FUNCTION_LOOKUP_LIMITS) {
    this.#connection = connection;
    this.#signer = new RequestSigner(connection.credentials, connection.region, 'lambda');
    this.#limits = limits;
  }

  look(functions: readonly FunctionKey[]): Promise<FunctionsGone> {
    const asked = functions.filter((key) => this.#isNear(key));
    return asked.length > this.#limits.mostAsked ? this.#list(asked) : this.#askEach(asked);
  }

  async #askEach(asked: readonly FunctionKey[]): Promise<FunctionsGone> {
    const { budgetMs, gapMs } = this.#limits;
    const endsAt = performance.now() + budgetMs;
    const gone: FunctionKey[] = [];
    let failure: string | undefined;
    for (const [index, key] of asked.entries()) {
      if (index > 0) await pause(gapMs);
      const answer = await this.#ask(key, endsAt);
      if (answer.kind === 'gone') gone.push(key);
      if (answer.kind === 'failed') failure = answer.reason;
    }
    return { gone, ...(failure !== undefined && { failure }) };
  }

  /** Functions of another account than the listed ones, and all where the list has no end, are assumed to exist. */
  async #list(asked: readonly FunctionKey[]): Promise<FunctionsGone> {
    const { listing } = this.#limits;
    const call = signedCaller('lambda', this.#connection, listing.retry, performance.now() + listing.budgetMs);
    try {
      const listed = await allPages('ListFunctions', listing, async (after) =>
        readFunctionsPage(await call({ method: 'GET', path: functionsPath(after), body: '' })),
      );
      const accounts = new Set(listed.map(({ key }) => key.account));
      const existing = new Set(listed.map(({ key }) => functionIdOf(key)));
      return { gone: asked.filter((key) => accounts.has(key.account) && !existing.has(functionIdOf(key))) };
    } catch (error) {
      if (error instanceof LookupProblem) return { gone: [], failure: error.message };
      throw error;
    }
  }

  #isNear({ account, region, name }: FunctionKey): boolean {
    return region === this.#connection.region && /^\d{12}$/.test(account) && isFunctionName(name);
  }

  async #ask({ account, name }: FunctionKey, endsAt: number): Promise<Answer> {
    const { retry } = this.#limits;
    const named = encodeURIComponent(`${account}:function:${name}`);
    const url = new URL(`/2015-03-31/functions/${named}/configuration`, this.#connection.endpoint);
    for (let failures = 1; ; failures++) {
      const leftMs = endsAt - performance.now();
      if (leftMs <= 0) return { kind: 'failed', mayPass: false, reason: 'lambda: no time left' };
      const headers = this.#signer.sign({ method: 'GET', url, headers: {}, body: '' }, new Date());
      const answer = await sent(url, { headers, signal: AbortSignal.timeout(Math.ceil(leftMs)) });
      if (answer.kind !== 'failed' || !answer.mayPass || failures >= retry.attempts) return answer;
      await pause(retryDelayMs(retry, failures, Math.random()));
    }
  }
}

const sent = async (url: URL, request: RequestInit): Promise<Answer> => {
  try {
    const response = await fetch(url, request);
    await response.body?.cancel(); // a configuration may hold secrets: nobody reads it
    if (response.ok) return { kind: 'exists' };
    const { status, headers } = response;
    const error = (headers.get('x-amzn-errortype') ?? '').split(':')[0] ?? '';
    // Any other 404 comes from somebody on the way.
    if (status === 404 && error === 'ResourceNotFoundException') return { kind: 'gone' };
    return { kind: 'failed', mayPass: status === 429 || status >= 500, reason: `lambda: ${status} ${error}`.trim() };
  } catch (error) {
    return { kind: 'failed', mayPass: true, reason: `lambda: ${error instanceof Error ? error.name : 'no answer'}` };
  }
};

/** The lookup of the function that runs. */
export const awsFunctionLookup = (
  variables: Readonly<Record<string, string | undefined>>,
  region: string,
): FunctionLookup => new AwsFunctionLookup(serviceConnection('lambda', variables, region));
