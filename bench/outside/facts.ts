import type { NamedCounts, WindowOutside } from '../../lib/core/fold/window.ts';
import { apiErrorName, credentialUseName, deployName } from '../../lib/core/parse/fact-name.ts';

/** What flow, DNS and CloudTrail logs say of one subject in one minute, as it is gathered. */
export class Facts {
  readonly destinations = new Map<string, number>();
  readonly #bytes = new Map<string, number>();
  readonly #domains = new Map<string, { count: number; names: Set<string> }>();
  readonly #calls = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly #lambdaUses = new Map<string, number>();
  readonly #foreignUses = new Map<string, number>();
  readonly #deploys = new Map<string, number>();
  isEmpty = true;

  sent(destination: string, bytes: number): void {
    this.#add(this.destinations, destination, 1);
    this.#add(this.#bytes, destination, Math.round(bytes));
  }

  lookedUp(name: string, domain: string): void {
    this.#add(this.destinations, name, 1);
    const known = this.#domains.get(domain) ?? { count: 0, names: new Set<string>() };
    known.count++;
    known.names.add(name);
    this.#domains.set(domain, known);
  }

  called(action: string, code?: string): void {
    this.#add(this.#calls, action, 1);
    if (code !== undefined) this.#add(this.#errors, apiErrorName({ action, code }), 1);
  }

  used(place: 'lambda' | 'elsewhere', address: string, agent: string, key: string): void {
    const uses = place === 'lambda' ? this.#lambdaUses : this.#foreignUses;
    this.#add(uses, credentialUseName({ address, agent, key }), 1);
  }

  deployed(by: string): void {
    this.#add(this.#deploys, deployName({ action: 'UpdateFunctionCode', by }), 1);
  }

  outside(): WindowOutside {
    const named = [...this.#domains].map(
      ([domain, { count, names }]) => [domain, { count, distinct: names.size }] as const,
    );
    return {
      outboundBytes: countsOf(this.#bytes),
      rejectedFlows: NOTHING,
      apiCalls: countsOf(this.#calls),
      apiErrors: countsOf(this.#errors),
      lambdaUses: countsOf(this.#lambdaUses),
      foreignUses: countsOf(this.#foreignUses),
      domains: { named: new Map(named), other: 0, otherDistinct: 0 },
      namesNotFound: 0,
      firewallHits: NOTHING,
      deploys: countsOf(this.#deploys),
      flowGaps: 0,
    };
  }

  #add(counts: Map<string, number>, name: string, count: number): void {
    counts.set(name, (counts.get(name) ?? 0) + count);
    this.isEmpty = false;
  }
}

const NOTHING: NamedCounts = { named: new Map(), other: 0, otherDistinct: 0 };

export const countsOf = (named: ReadonlyMap<string, number>): NamedCounts =>
  named.size === 0 ? NOTHING : { named, other: 0, otherDistinct: 0 };
