import { isoOf, type Minute, minuteOf, startOf } from '../../../core/units.ts';
import type { FunctionProfile } from './function-profile.ts';
import type { Invocation } from './invocation.ts';

/** One minute of one version of a function, pre-aggregated: the input of a backfill. */
export interface WindowRecord {
  readonly t: string;
  readonly function: string;
  readonly account: string;
  readonly region: string;
  readonly version: string;
  invocations: number;
  errors: number;
  readonly errorKinds: Record<string, number>;
  timeouts: number;
  coldStarts: number;
  readonly durations: number[];
  readonly outbound: Record<string, number>;
}

const emptyRecord = (profile: FunctionProfile, minute: Minute, version: string): WindowRecord => ({
  t: isoOf(startOf(minute)),
  function: profile.key.name,
  account: profile.key.account,
  region: profile.key.region,
  version,
  invocations: 0,
  errors: 0,
  errorKinds: {},
  timeouts: 0,
  coldStarts: 0,
  durations: [],
  outbound: {},
});

/** What a metric query would say about the minutes in which the invocations began. */
export const windowRecordsOf = (profile: FunctionProfile, invocations: readonly Invocation[]): WindowRecord[] => {
  const records = new Map<string, WindowRecord>();
  for (const { startedAt, version, durationMs, initMs, outcome, calls } of invocations) {
    const minute = minuteOf(startedAt);
    const id = `${minute}|${version}`;
    const record = records.get(id) ?? emptyRecord(profile, minute, version);
    records.set(id, record);
    record.invocations++;
    record.durations.push(durationMs);
    if (initMs !== null) record.coldStarts++;
    if (outcome.kind !== 'success') {
      const kind = outcome.kind === 'timeout' ? 'Timeout' : outcome.failure.errorType;
      record.errors++;
      record.errorKinds[kind] = (record.errorKinds[kind] ?? 0) + 1;
      if (outcome.kind === 'timeout') record.timeouts++;
    }
    for (const { host } of calls) record.outbound[host] = (record.outbound[host] ?? 0) + 1;
  }
  return [...records.values()];
};
