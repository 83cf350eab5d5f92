import { countDestination } from '../fold/count-destination.ts';
import type { Summary } from '../fold/summary.ts';
import type { FunctionId } from '../function-key.ts';
import { parseLambdaLine } from '../parse/parse-lambda-line.ts';
import type { IncomingBytes } from '../subscribe/circle.ts';
import { addMinutes, type EpochMs, MINUTES_PER_DAY, type Minute, minuteOf, startOf } from '../units.ts';

/** A line that stands for others of one group and day, which speak of the same thing as far as a search can tell. */
export interface SampleLine {
  readonly logGroup: string;
  /** Begin of the day. */
  readonly day: EpochMs;
  readonly count: number;
  readonly message: string;
}

/** A search over past log lines, billed by the bytes that it reads. */
export interface PastLines {
  /** Most groups of one search. */
  readonly mostGroups: number;
  /** Lines that speak of failures or of hosts; `isCut` where there were more than one search gives. */
  find(
    logGroups: readonly string[],
    from: EpochMs,
    until: EpochMs,
  ): Promise<{ readonly lines: readonly SampleLine[]; readonly bytesScanned: number; readonly isCut: boolean }>;
}

/** Logs Insights, US dollars a byte read: us-east-1 list price of USD 0.005 a GB. */
export const DOLLARS_PER_SCANNED_BYTE = 0.005 / 1e9;

/** What one function's lines of one day named. */
interface Names {
  readonly errorKinds: Map<string, number>;
  readonly destinations: Set<string>;
}

/** What past lines named, day by day; given away once, with the function's first minute of each day. */
export class PastNames {
  readonly #days = new Map<string, Names>();

  /** Reads a line as ingest would; names what it speaks of. */
  add(functionId: FunctionId, { day, count, message }: SampleLine): void {
    const parsed = parseLambdaLine(message);
    if ('skipped' in parsed) return;
    const key = keyOf(functionId, minuteOf(day));
    const names = this.#days.get(key) ?? { errorKinds: new Map<string, number>(), destinations: new Set<string>() };
    for (const observation of parsed.observations) {
      if (observation.kind === 'invocation-failed') {
        names.errorKinds.set(observation.errorKind, (names.errorKinds.get(observation.errorKind) ?? 0) + count);
      } else if (observation.kind === 'outbound-call') names.destinations.add(observation.destination);
    }
    if (names.errorKinds.size + names.destinations.size > 0) this.#days.set(key, names);
  }

  /** Puts what the day of a minute named into the minute's summary. */
  take(functionId: FunctionId, at: Minute, summary: Summary): void {
    if (this.#days.size === 0) return;
    const key = keyOf(functionId, at);
    const names = this.#days.get(key);
    if (names === undefined) return;
    this.#days.delete(key);
    for (const [kind, count] of names.errorKinds) summary.countedErrorKinds.add(kind, count);
    for (const destination of names.destinations) countDestination(destination, summary);
  }
}

const keyOf = (functionId: FunctionId, at: Minute): string => `${functionId} ${Math.floor(at / MINUTES_PER_DAY)}`;

export interface PastNamesPorts {
  readonly lines: PastLines;
  /** What a search would read, asked for before it is begun. */
  readonly incomingBytes: IncomingBytes;
}

export interface PastSearch {
  /** The group of each function; none of them is another one's too. */
  readonly groups: ReadonlyMap<string, FunctionId>;
  readonly from: Minute;
  readonly until: Minute;
  /** Bytes that may be read. */
  readonly budgetBytes: number;
  /** Told before each search: what it will read at most. */
  readonly spend: (bytes: number) => Promise<void>;
  /** Whether there is time for another search. */
  readonly hasTime: () => boolean;
}

export interface PastFound {
  readonly names: PastNames;
  readonly searched: ReadonlySet<FunctionId>;
  readonly bytesScanned: number;
  /** Searches that gave less than there was. */
  readonly cut: number;
  /** Why the search ended early: metrics teach all the same. */
  readonly problem?: string;
}

/**
 * Searches the groups that log least first, so that as many functions as possible are known for the money; what would go
 * beyond it is not searched, and neither is what logged nothing.
 */
export const findPastNames = async (
  { lines, incomingBytes }: PastNamesPorts,
  { groups, from, until, budgetBytes, spend, hasTime }: PastSearch,
): Promise<PastFound> => {
  const names = new PastNames();
  const searched = new Set<FunctionId>();
  const [begin, end] = [startOf(from), startOf(addMinutes(until, 1))];
  const all = [...groups.keys()];
  const sums = await incomingBytes.sums(all, begin, end);
  const byBytes = all.map((name, index) => ({ name, bytes: sums[index] ?? 0 })).sort((a, b) => a.bytes - b.bytes);
  let leftBytes = budgetBytes;
  let bytesScanned = 0;
  let cut = 0;
  let problem: string | undefined;
  for (let next = 0; next < byBytes.length && problem === undefined && hasTime(); ) {
    const batch: string[] = [];
    let bytes = 0;
    for (const one of byBytes.slice(next, next + lines.mostGroups)) {
      if (bytes + one.bytes > leftBytes) break;
      batch.push(one.name);
      bytes += one.bytes;
    }
    if (batch.length === 0) break;
    next += batch.length;
    leftBytes -= bytes;
    await spend(bytes);
    const found = await lines.find(batch, begin, end).catch((error: unknown) => {
      problem = error instanceof Error ? error.name : 'unknown';
      return { lines: [], bytesScanned: 0, isCut: true };
    });
    bytesScanned += found.bytesScanned;
    if (found.isCut) cut++;
    for (const line of found.lines) {
      const id = groups.get(line.logGroup);
      if (id !== undefined) names.add(id, line);
    }
    // Of a search that was cut nobody knows what is missing: what it says is taken, what it does not say may be usual too.
    for (const name of found.isCut ? [] : batch) {
      const id = groups.get(name);
      if (id !== undefined) searched.add(id);
    }
  }
  return { names, searched, bytesScanned, cut, ...(problem !== undefined && { problem }) };
};
