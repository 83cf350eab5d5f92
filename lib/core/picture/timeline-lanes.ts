import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { minuteOf } from '../units.ts';
import type { TimelineBar, TimelineLane } from './fleet-timeline.ts';

/** Functions in order of their first incident; `hrefOf` says where the bars of an incident lead. */
export const timelineLanes = (
  incidents: readonly Incident[],
  hrefOf: (incident: Incident) => string | undefined = () => undefined,
): TimelineLane[] => {
  const lanes = new Map<FunctionId, { readonly name: string; readonly bars: TimelineBar[] }>();
  for (const incident of incidents) {
    const keys = new Map(incident.members.map((member) => [functionIdOf(member.function), member.function]));
    const href = hrefOf(incident);
    for (const [id, { name }] of keys) {
      const lane = lanes.get(id) ?? { name, bars: [] };
      lanes.set(id, lane);
      lane.bars.push({
        from: minuteOf(incident.startedAt),
        until: incident.endedAt === null ? null : minuteOf(incident.endedAt),
        severity: incident.severity,
        label: `${incident.signal}, ${incident.severity}`,
        ...(href === undefined ? {} : { href }),
      });
    }
  }
  return [...lanes.values()];
};
