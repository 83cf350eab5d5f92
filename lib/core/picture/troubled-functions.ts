import { type FunctionId, type FunctionKey, functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { type Severity, severityRank, worstSeverity } from '../signal.ts';
import { type EpochMs, MS_PER_MINUTE } from '../units.ts';

/** One function over a range of time. */
export interface TroubledFunction {
  readonly key: FunctionKey;
  readonly incidents: number;
  readonly open: number;
  readonly worst: Severity;
  /** Within the range; stretches that overlap count each. */
  readonly troubledMinutes: number;
  /** The newest one. */
  readonly latest: Incident;
}

/** Functions by what happened to them in [from, until): worst first. */
export const troubledFunctions = (
  incidents: readonly Incident[],
  from: EpochMs,
  until: EpochMs,
): TroubledFunction[] => {
  const found = new Map<FunctionId, TroubledFunction>();
  for (const incident of incidents) {
    const { startedAt, endedAt, severity, status, members } = incident;
    const spanMs = Math.min(endedAt ?? until, until) - Math.max(startedAt, from);
    const troubledMinutes = Math.max(0, Math.round(spanMs / MS_PER_MINUTE));
    const keys = new Map(members.map((member) => [functionIdOf(member.function), member.function]));
    for (const [id, key] of keys) {
      const before = found.get(id);
      found.set(id, {
        key,
        incidents: (before?.incidents ?? 0) + 1,
        open: (before?.open ?? 0) + (status === 'open' ? 1 : 0),
        worst: worstSeverity(before?.worst ?? 'low', severity),
        troubledMinutes: (before?.troubledMinutes ?? 0) + troubledMinutes,
        latest: before !== undefined && before.latest.startedAt > startedAt ? before.latest : incident,
      });
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      severityRank(b.worst) - severityRank(a.worst) ||
      b.incidents - a.incidents ||
      b.troubledMinutes - a.troubledMinutes ||
      (functionIdOf(a.key) < functionIdOf(b.key) ? -1 : 1),
  );
};
