import type { NetworkAnswer, NetworkLookup } from '../core/pipeline/ports.ts';
import { type AwsConnection, serviceConnection } from './aws-connection.ts';
import { interfacesRequest, readInterfacesPage } from './lambda-interfaces.ts';
import { functionsPath, readFunctionsPage } from './listed-functions.ts';
import { allPages, LookupProblem, type PageLimits, signedCaller } from './paged-lookup.ts';

/** 5,000 functions are 100 pages: about 15 seconds, and at most every five minutes. */
export const NETWORK_LOOKUP_LIMITS: PageLimits = {
  gapMs: 125,
  budgetMs: 25_000,
  mostPages: 200,
  retry: { attempts: 4, firstDelayMs: 250, longestDelayMs: 2_000 },
};

/** The account's interfaces and functions, page by page, by two signed requests: no SDK in the evaluator's bundle. */
export class AwsNetworkLookup implements NetworkLookup {
  readonly #ec2: AwsConnection;
  readonly #lambda: AwsConnection;
  readonly #limits: PageLimits;

  constructor(ec2: AwsConnection, lambda: AwsConnection, limits: PageLimits = NETWORK_LOOKUP_LIMITS) {
    this.#ec2 = ec2;
    this.#lambda = lambda;
    this.#limits = limits;
  }

  async look(): Promise<NetworkAnswer> {
    const endsAt = performance.now() + this.#limits.budgetMs;
    const { retry } = this.#limits;
    const ec2 = signedCaller('ec2', this.#ec2, retry, endsAt);
    const lambda = signedCaller('lambda', this.#lambda, retry, endsAt);
    try {
      const interfaces = await allPages('DescribeNetworkInterfaces', this.#limits, async (after) =>
        readInterfacesPage(await ec2({ method: 'POST', path: '/', body: interfacesRequest(after) })),
      );
      // Without an interface of Lambda's nobody needs to know the functions.
      const functions =
        interfaces.length === 0
          ? []
          : await allPages('ListFunctions', this.#limits, async (after) =>
              readFunctionsPage(await lambda({ method: 'GET', path: functionsPath(after), body: '' })),
            );
      const attached = functions.filter(({ subnetIds }) => subnetIds.length > 0);
      return { kind: 'found', snapshot: { interfaces, functions: attached } };
    } catch (error) {
      if (error instanceof LookupProblem) return { kind: 'failed', reason: error.message };
      throw error;
    }
  }
}

/** The lookup of the function that runs. */
export const awsNetworkLookup = (
  variables: Readonly<Record<string, string | undefined>>,
  region: string,
): NetworkLookup =>
  new AwsNetworkLookup(serviceConnection('ec2', variables, region), serviceConnection('lambda', variables, region));
