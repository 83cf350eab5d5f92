import { ownLogGroup } from '../own-log-groups.ts';
import type { FunctionFact, FunctionLoad, StreamLoad, TableLoad } from './account-reader.ts';
import type { Finding, Verdict } from './finding.ts';

/** Above this part of a limit somebody should look. */
const NEAR = 0.8;
/** Below this much free concurrency a burst of direct deliveries is throttled. */
const LITTLE_CONCURRENCY = 20;
/** What one shard takes. */
const SHARD_BYTES_PER_SECOND = 1_048_576;

/** What Nightjar uses, beside what it may. */
export const concurrencyFinding = ({ limit, unreserved }: { limit: number; unreserved: number }): Finding => ({
  check: 'quota',
  verdict: unreserved < LITTLE_CONCURRENCY ? 'warning' : 'fine',
  says: `${unreserved} of ${limit} concurrent executions are not reserved`,
});

export interface OwnFunction {
  /** As in `functions/`. */
  readonly handler: string;
  readonly fact: FunctionFact;
}

/** An installation's own functions: those that write to its log groups. */
export const ownFunctions = (functions: readonly FunctionFact[], installation: string): readonly OwnFunction[] => {
  const begin = ownLogGroup(installation, '');
  return functions
    .filter(({ logGroup }) => logGroup.startsWith(begin))
    .map((fact) => ({ handler: fact.logGroup.slice(begin.length), fact }));
};

export const functionsFindings = (own: readonly OwnFunction[], loads: readonly FunctionLoad[]): readonly Finding[] => {
  const busy = own.flatMap(({ handler, fact }, index) => {
    const load = loads[index];
    return load === undefined ? [] : [{ handler, fact, load }];
  });
  const failed = busy.flatMap(({ handler, load: { errors, throttles } }) =>
    errors + throttles === 0 ? [] : [`${handler} ${errors} errors and ${throttles} throttles`],
  );
  const slow = busy.filter(({ fact, load }) => fact.timeoutMs > 0 && load.longestMs > NEAR * fact.timeoutMs);
  // These work until their time is up and are gone on with.
  const late = slow.filter(({ handler }) => !RESUMED.has(handler));
  const evaluate = busy.find(({ handler }) => handler === 'evaluate');
  return [
    {
      check: 'errors',
      verdict: failed.length === 0 ? 'fine' : 'warning',
      says:
        failed.length === 0
          ? `none of ${own.length} functions failed or was throttled in the last hour`
          : `in the last hour: ${failed.join(', ')}; see the log group of each below /nightjar/`,
    },
    {
      check: 'duration',
      verdict: late.length === 0 ? 'fine' : 'warning',
      says:
        late.length > 0
          ? `near the time-out: ${late.map(({ handler, fact, load }) => `${handler} ${seconds(load.longestMs)} of ${seconds(fact.timeoutMs)}`).join(', ')}; evaluate wants more slots, ingest shorter batches`
          : `evaluate took ${seconds(evaluate?.load.longestMs ?? 0)} of ${seconds(evaluate?.fact.timeoutMs ?? 0)} at most`,
    },
  ];
};

const RESUMED: ReadonlySet<string> = new Set(['backfill', 'subscribe', 'unsubscribe']);

const seconds = (spanMs: number): string => `${(spanMs / 1_000).toFixed(1)} s`;

export const tableFinding = (load: TableLoad): Finding => {
  const writes = shareOf(load.writeUnitsPerSecond, load.writeUnitsLimit);
  const reads = shareOf(load.readUnitsPerSecond, load.readUnitsLimit);
  const used = `${percent(writes)} of the write units and ${percent(reads)} of the read units that a table may take, in the busiest minute of a day`;
  return {
    check: 'table',
    verdict: verdictOf(load.throttled > 0 || Math.max(writes, reads) > NEAR),
    says: load.throttled > 0 ? `${load.throttled} requests were throttled in a day; ${used}` : used,
  };
};

export const streamFinding = ({ shards, bytesPerSecond, refused, shardsOpen, shardLimit }: StreamLoad): Finding => {
  const share = shareOf(bytesPerSecond, shards * SHARD_BYTES_PER_SECOND);
  const isFull = refused > 0 || share > NEAR;
  const used = `${percent(share)} of ${shards} shards in the busiest minute of a day, ${refused} records refused`;
  const left = `the Region has ${shardLimit - shardsOpen} of ${shardLimit} shards left`;
  return {
    check: 'stream',
    verdict: verdictOf(isFull || shardLimit - shardsOpen < shards),
    says: `${used}; ${left}${isFull ? '; set more shards' : ''}`,
  };
};

const verdictOf = (isTight: boolean): Verdict => (isTight ? 'warning' : 'fine');
const shareOf = (used: number, limit: number): number => (limit > 0 ? used / limit : 0);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
