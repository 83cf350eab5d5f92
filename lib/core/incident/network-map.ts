import { type FunctionId, type FunctionKey, functionIdOf } from '../function-key.ts';
import { fail, ok, type Result } from '../result.ts';
import { isFunctionName, subjectOf } from '../subject.ts';

/** One network interface and the functions whose VPC settings lead through it. */
export interface NetworkUse {
  readonly interfaceId: string;
  readonly vpcId?: string;
  readonly addresses: readonly string[];
  readonly functions: readonly FunctionKey[];
}

/** Which functions use an interface, by its id or by an address of it. */
export class NetworkMap {
  readonly #byPlace = new Map<string, FunctionKey[]>();

  constructor(uses: Iterable<NetworkUse>) {
    for (const { interfaceId, vpcId, addresses, functions } of uses) {
      this.#add(`interface:${interfaceId}`, functions);
      if (vpcId !== undefined) for (const address of addresses) this.#add(`address:${vpcId}/${address}`, functions);
    }
  }

  /** Functions behind a subject that is an interface or an address. */
  functionsOn({ name }: FunctionKey): readonly FunctionKey[] {
    return this.#byPlace.get(name) ?? [];
  }

  #add(place: string, functions: readonly FunctionKey[]): void {
    this.#byPlace.set(place, [...(this.#byPlace.get(place) ?? []), ...functions]);
  }
}

export const EMPTY_NETWORK_MAP = new NetworkMap([]);

/** Which entry of a mapping cannot be read, and what it should have been. */
export interface NetworkMapProblem {
  readonly code: 'network_map.bad_entry';
  readonly path: string;
  readonly expected: string;
}

const INTERFACE = /^eni-[0-9a-z]{1,32}$/;
const VPC = /^vpc-[0-9a-z]{1,32}$/;
const PLACE = /^[a-z0-9-]{1,32}$/;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a mapping: `{"interfaces":[{"id":"eni-…","vpc":"vpc-…","addresses":["10.0.1.5"],"functions":["checkout"]}]}`.
 * Functions by name, or as `account/region/name`. Addresses (and the VPC they are in) are for DNS queries.
 */
export const readNetworkMap = (value: unknown): Result<NetworkMap, NetworkMapProblem> => {
  const list = isFields(value) ? value['interfaces'] : undefined;
  if (!Array.isArray(list)) return bad('interfaces', 'a list');
  const uses: NetworkUse[] = [];
  for (const [index, entry] of list.entries()) {
    const use = readUse(entry, `interfaces[${index}]`);
    if (!use.ok) return use;
    uses.push(use.value);
  }
  return ok(new NetworkMap(uses));
};

const bad = (path: string, expected: string): Result<never, NetworkMapProblem> =>
  fail({ code: 'network_map.bad_entry', path, expected });

const readUse = (entry: unknown, path: string): Result<NetworkUse, NetworkMapProblem> => {
  if (!isFields(entry)) return bad(path, 'an object');
  const { id, vpc, addresses = [], functions } = entry;
  if (typeof id !== 'string' || !INTERFACE.test(id)) return bad(`${path}.id`, 'an interface, as in eni-0a1b2c3d');
  if (vpc !== undefined && (typeof vpc !== 'string' || !VPC.test(vpc)))
    return bad(`${path}.vpc`, 'a VPC, as in vpc-0a1b');
  if (!isTexts(addresses)) return bad(`${path}.addresses`, 'a list of addresses');
  if (!isTexts(functions) || functions.length === 0) return bad(`${path}.functions`, 'a list of functions');
  const keys: FunctionKey[] = [];
  for (const [index, name] of functions.entries()) {
    const key = keyOf(name);
    if (key === undefined)
      return bad(`${path}.functions[${index}]`, 'a function, as in checkout or account/region/checkout');
    keys.push(key);
  }
  const lower = addresses.map((address) => address.toLowerCase());
  return ok({ interfaceId: id, addresses: lower, functions: keys, ...(vpc !== undefined && { vpcId: vpc }) });
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const keyOf = (text: string): FunctionKey | undefined => {
  const parts = text.split('/');
  const [account = 'unknown', region = 'unknown'] = parts.length === 3 ? parts : [];
  const name = parts.at(-1) ?? '';
  const isPlaced = parts.length === 1 || (parts.length === 3 && PLACE.test(account) && PLACE.test(region));
  return isPlaced && isFunctionName(name) ? { account, region, name } : undefined;
};

/** The functions among some that a subject's own account and Region do not contradict, as the fleet knows them. */
export const sameFunctionAmong = (functions: Iterable<FunctionKey>): ((named: FunctionKey) => FunctionKey) => {
  const byName = new Map<string, FunctionKey[]>();
  const ids = new Set<FunctionId>();
  for (const key of functions) {
    if (subjectOf(key.name).kind !== 'function') continue;
    ids.add(functionIdOf(key));
    byName.set(key.name, [...(byName.get(key.name) ?? []), key]);
  }
  return (named) => {
    if (ids.has(functionIdOf(named))) return named;
    const fitting = (byName.get(named.name) ?? []).filter(
      ({ account, region }) => agrees(account, named.account) && agrees(region, named.region),
    );
    const [only, another] = fitting;
    return only !== undefined && another === undefined ? only : named;
  };
};

const agrees = (a: string, b: string): boolean => a === b || a === 'unknown' || b === 'unknown';
