import { type FunctionId, functionKeyOf } from '../function-key.ts';
import type { Severity, Signal } from '../signal.ts';
import type { Minute } from '../units.ts';
import { holdsAt, type Mark } from './mark.ts';
import { LINE_FACTORS, matchesPattern, type Override } from './override.ts';

/** What people ordered about functions: standing orders of the configuration and of tags, and marks for some time. */
export interface OrderSources {
  /** Of the configuration; of several that say the same thing, the later counts, and one for a signal before one for all. */
  readonly overrides?: readonly Override[];
  /** Of tags. The configuration counts before them: it is reviewed, tags anybody with the right to tag can set. */
  readonly tagged?: readonly Override[];
  readonly marks?: readonly Mark[];
}

type Said = {
  readonly [Key in 'off' | 'sensitivity' | 'severity' | 'owner' | 'runbookUrl']?: Override[Key] | undefined;
};

/** The orders about one function. */
export class FunctionOrders {
  readonly #overrides: readonly Override[];
  readonly #marks: readonly Mark[];

  /** @param overrides in ascending order of precedence, signals apart */
  constructor(overrides: readonly Override[], marks: readonly Mark[]) {
    this.#overrides = overrides;
    this.#marks = marks;
  }

  isOff(signal: Signal): boolean {
    return this.#said('off', signal) ?? false;
  }

  lineFactor(signal: Signal): number {
    return LINE_FACTORS[this.#said('sensitivity', signal) ?? 'normal'];
  }

  severity(signal: Signal): Severity | undefined {
    return this.#said('severity', signal);
  }

  owner(signal: Signal): string | undefined {
    return this.#said('owner', signal);
  }

  runbookUrl(signal: Signal): string | undefined {
    return this.#said('runbookUrl', signal);
  }

  /** What this signal does in this window is meant. */
  isExpected(signal: Signal, window: Minute): boolean {
    return this.#marks.some((mark) => mark.kind === 'expect' && concerns(mark, signal) && holdsAt(mark, window));
  }

  /** Nobody wants to hear of this signal at this time. */
  isSilenced(signal: Signal, window: Minute): boolean {
    return this.isOff(signal) || this.#marks.some((mark) => concerns(mark, signal) && holdsAt(mark, window));
  }

  /** Whether a mark begins to be expected in this window. */
  beginsExpecting(window: Minute): boolean {
    return this.#marks.some(({ kind, from }) => kind === 'expect' && from === window);
  }

  #said<Key extends keyof Said>(key: Key, signal: Signal): Said[Key] {
    const forAll = this.#overrides.findLast((one) => one.signal === undefined && one[key] !== undefined);
    const forSignal = this.#overrides.findLast((one) => one.signal === signal && one[key] !== undefined);
    return (forSignal ?? forAll)?.[key];
  }
}

const concerns = (mark: Mark, signal: Signal): boolean => mark.signal === undefined || mark.signal === signal;

const NO_ORDERS = new FunctionOrders([], []);

/** Orders by function; of functions nobody said anything about, nothing is kept. */
export class Orders {
  readonly #overrides: readonly Override[];
  readonly #marks: readonly Mark[];
  readonly #known = new Map<FunctionId, FunctionOrders>();

  constructor({ overrides = [], tagged = [], marks = [] }: OrderSources = {}) {
    this.#overrides = [...tagged, ...overrides];
    this.#marks = marks;
  }

  get isEmpty(): boolean {
    return this.#overrides.length === 0 && this.#marks.length === 0;
  }

  /** The same for the same orders, and only for them. */
  get fingerprint(): string {
    return this.isEmpty ? '' : JSON.stringify([this.#overrides, this.#marks]);
  }

  /** Whether any function's mark begins to be expected in this window. */
  beginsExpecting(window: Minute): boolean {
    return this.#marks.some(({ kind, from }) => kind === 'expect' && from === window);
  }

  of(id: FunctionId): FunctionOrders {
    if (this.isEmpty) return NO_ORDERS;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const { name } = functionKeyOf(id);
    const overrides = this.#overrides.filter((one) => matchesPattern(one.function, name));
    const marks = this.#marks.filter((one) => matchesPattern(one.function, name));
    const orders = overrides.length + marks.length === 0 ? NO_ORDERS : new FunctionOrders(overrides, marks);
    this.#known.set(id, orders);
    return orders;
  }
}
