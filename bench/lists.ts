import { loadavg } from 'node:os';
import { DestinationListBuilder } from '../lib/core/detect/destination-list-builder.ts';

/**
 * A list of a million lines against a naive Set of the same names: processor time of lookups (hits, misses, names below
 * listed ones) and bytes held, in alternating rounds; median of the rounds' ratios.
 */
const LINES = 1_000_000;
const LOOKUPS = 200_000;
const ROUNDS = 11;
/** A lookup must stay in microseconds, and the list well below what a Set of texts takes. */
const MOST_US_PER_LOOKUP = 5;

const hostOf = (index: number): string => `h${(index * 2_654_435_761) % 4_294_967_291}.d${index % 5_000}.example`;

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const heapBytes = (): number => {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
};

const timed = (work: () => number): { readonly us: number; readonly hits: number } => {
  const before = cpuUs();
  const hits = work();
  return { us: cpuUs() - before, hits };
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const naiveHas = (set: ReadonlySet<string>, host: string): boolean => {
  for (let from = 0; from >= 0; ) {
    if (set.has(host.slice(from))) return true;
    const dot = host.indexOf('.', from);
    from = dot < 0 ? -1 : dot + 1;
  }
  return false;
};

const beforeList = heapBytes();
const builder = new DestinationListBuilder();
const buildUs = timed(() => {
  for (let index = 0; index < LINES; index++) builder.add(hostOf(index));
  return 0;
}).us;
const beforeSort = cpuUs();
const list = builder.build('bench', 'block');
const sortUs = cpuUs() - beforeSort;
const listBytes = heapBytes() - beforeList;

const beforeSet = heapBytes();
const naive = new Set<string>();
for (let index = 0; index < LINES; index++) naive.add(hostOf(index));
const setBytes = heapBytes() - beforeSet;

// A third each: listed, below a listed name, unknown. Texts are made anew, as a log makes them.
const probes = Array.from({ length: LOOKUPS }, (_, index) => {
  const listed = hostOf((index * 7_919) % LINES);
  if (index % 3 === 0) return listed;
  return index % 3 === 1 ? `api.${listed}` : `x${listed}`;
});
const count = (has: (host: string) => boolean): number => probes.reduce((hits, host) => hits + (has(host) ? 1 : 0), 0);

const ratios: number[] = [];
const listUs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const ours = () => timed(() => count((host) => list.has(host)));
  const theirs = () => timed(() => count((host) => naiveHas(naive, host)));
  const [a, b] = round % 2 === 0 ? [ours(), theirs()] : [theirs(), ours()].reverse();
  if (a === undefined || b === undefined || a.hits !== b.hits) throw new Error('list and Set disagree');
  ratios.push(a.us / b.us);
  listUs.push(a.us / LOOKUPS);
}

const usPerLookup = median(listUs);
console.log(`load ${loadavg()[0]?.toFixed(2)}, ${LINES} lines, ${LOOKUPS} lookups a round, ${ROUNDS} rounds`);
console.log(`lookup ${usPerLookup.toFixed(2)} us, ${median(ratios).toFixed(2)} times the naive Set`);
console.log(
  `holds ${(list.sizeBytes / 1e6).toFixed(1)} MB (heap grew ${(listBytes / 1e6).toFixed(0)} MB), Set ${(setBytes / 1e6).toFixed(0)} MB`,
);
console.log(`read in ${(buildUs / 1e6).toFixed(1)} s, sorted in ${(sortUs / 1e6).toFixed(1)} s`);
if (usPerLookup > MOST_US_PER_LOOKUP) {
  console.error(`a lookup takes more than ${MOST_US_PER_LOOKUP} us`);
  process.exitCode = 1;
}
