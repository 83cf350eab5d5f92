import { hash53 } from '../hash.ts';
import { DestinationList, type ListKind, v6Hash } from './destination-list.ts';
import { ipv4Number, ipv6Groups } from './ip-address.ts';
import { NumberVector } from './number-vector.ts';
import { SortedNumbers } from './sorted-numbers.ts';

/** More entries than any published list has; beyond it a list is a mistake. */
export const MOST_ENTRIES = 4_000_000;
const LONGEST_LINE = 1_024;
const LONGEST_HOST = 253;
const V6_BITS = 128;

export type AddOutcome = 'added' | 'ignored' | 'malformed' | 'full';

/**
 * Reads a list line by line: domains (`example.com`, `*.example.com`, `||example.com^`), addresses, networks
 * (`198.51.100.0/24`, `2001:db8::/32`), lines of a hosts file (`0.0.0.0 example.com`); `#`, `;` and `!` begin comments.
 */
export class DestinationListBuilder {
  readonly #domains = new NumberVector();
  readonly #starts = new NumberVector();
  readonly #ends = new NumberVector();
  readonly #v6 = new Map<number, NumberVector>();
  #entries = 0;

  add(line: string): AddOutcome {
    if (line.length > LONGEST_LINE) return 'malformed';
    const entry = entryOf(line);
    if (entry === '') return 'ignored';
    if (this.#entries >= MOST_ENTRIES) return 'full';
    if (!this.#addNetwork(entry) && !this.#addDomain(entry)) return 'malformed';
    this.#entries++;
    return 'added';
  }

  build(name: string, kind: ListKind): DestinationList {
    const v6 = new Map([...this.#v6].map(([bits, hashes]) => [bits, new SortedNumbers(hashes.take())]));
    const intervals = mergedIntervals(this.#starts.take(), this.#ends.take());
    return new DestinationList(name, kind, new SortedNumbers(this.#domains.take()), intervals, v6);
  }

  #addNetwork(entry: string): boolean {
    const slash = entry.indexOf('/');
    const address = slash < 0 ? entry : entry.slice(0, slash);
    const v4 = ipv4Number(address);
    if (v4 !== undefined) {
      const bits = slash < 0 ? 32 : prefixBits(entry.slice(slash + 1), 32);
      if (bits === undefined) return false;
      const size = 2 ** (32 - bits);
      const start = Math.floor(v4 / size) * size;
      this.#starts.push(start);
      this.#ends.push(start + size - 1);
      return true;
    }
    const groups = address.includes(':') ? ipv6Groups(address.replace(/^\[|\]$/g, '')) : undefined;
    const bits = slash < 0 ? V6_BITS : prefixBits(entry.slice(slash + 1), V6_BITS);
    if (groups === undefined || bits === undefined) return false;
    const hashes = this.#v6.get(bits) ?? new NumberVector();
    this.#v6.set(bits, hashes);
    hashes.push(v6Hash(groups, bits));
    return true;
  }

  #addDomain(entry: string): boolean {
    const bare = entry.replace(/^(?:\*\.|\.)/, '').replace(/\.$/, '');
    if (bare.length > LONGEST_HOST || !bare.includes('.')) return false;
    const host = asciiHost(bare);
    if (host === undefined) return false;
    this.#domains.push(hash53(host));
    return true;
  }
}

/** The entry of a line, in lower case; empty for comments and blank lines. */
const entryOf = (line: string): string => {
  const [body = ''] = line.split(/[#;!]/, 1);
  const words = body.trim().toLowerCase().split(/\s+/);
  const [first = '', second] = words;
  const isHostsFile = second !== undefined && (ipv4Number(first) !== undefined || first === '::1' || first === '::');
  const entry = isHostsFile ? second : first;
  return entry.startsWith('||') ? entry.slice(2).replace(/\^.*$/, '') : entry;
};

const PLAIN_HOST = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;

const asciiHost = (text: string): string | undefined => {
  if (PLAIN_HOST.test(text)) return text;
  if (/[\s"'<>\\^`{|}/?#@%*$(),;=!&:[\]]/.test(text)) return undefined;
  const url = `http://${text}/`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return PLAIN_HOST.test(host) ? host : undefined;
};

const prefixBits = (text: string, most: number): number | undefined => {
  const bits = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return bits >= 0 && bits <= most ? bits : undefined;
};

/** Disjoint intervals, ascending, that cover what the given ones cover. */
const mergedIntervals = (starts: Float64Array, ends: Float64Array): [Float64Array, Float64Array] => {
  const order = Uint32Array.from(starts, (_, index) => index).sort(
    (a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || (ends[a] ?? 0) - (ends[b] ?? 0),
  );
  const from = new NumberVector();
  const to = new NumberVector();
  let start = -1;
  let end = -2;
  for (const index of order) {
    const nextStart = starts[index] ?? 0;
    const nextEnd = ends[index] ?? 0;
    if (nextStart <= end + 1) {
      end = Math.max(end, nextEnd);
      continue;
    }
    if (start >= 0) {
      from.push(start);
      to.push(end);
    }
    start = nextStart;
    end = nextEnd;
  }
  if (start >= 0) {
    from.push(start);
    to.push(end);
  }
  return [from.take(), to.take()];
};
