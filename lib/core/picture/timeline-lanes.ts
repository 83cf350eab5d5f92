import { functionWords } from '../alert/incident-sentence.ts';
import { SIGNAL_WORDS } from '../alert/signal-words.ts';
import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { type EpochMs, minuteOf } from '../units.ts';
import type { TimelineBar, TimelineLane } from './fleet-timeline.ts';
import { troubledFunctions } from './troubled-functions.ts';

export interface FunctionLane extends TimelineLane {
  readonly id: FunctionId;
}

/** Functions in order of their first incident; `hrefOf` says where the bars of an incident lead. */
export const timelineLanes = (
  incidents: readonly Incident[],
  hrefOf: (incident: Incident) => string | undefined = () => undefined,
): FunctionLane[] => {
  const lanes = new Map<FunctionId, FunctionLane & { readonly bars: TimelineBar[] }>();
  for (const incident of incidents) {
    const keys = new Map(incident.members.map((member) => [functionIdOf(member.function), member.function]));
    const href = hrefOf(incident);
    for (const [id, { name }] of keys) {
      const lane = lanes.get(id) ?? { id, name: functionWords(name), bars: [] };
      lanes.set(id, lane);
      lane.bars.push({
        from: minuteOf(incident.startedAt),
        until: incident.endedAt === null ? null : minuteOf(incident.endedAt),
        severity: incident.severity,
        label: `${SIGNAL_WORDS[incident.signal]}, ${incident.severity}`,
        ...(href === undefined ? {} : { href }),
      });
    }
  }
  return [...lanes.values()];
};

/** Where not all lanes have room, those of the most troubled functions stay, in the order they had. */
export const mostTroubledLanes = (
  lanes: readonly FunctionLane[],
  incidents: readonly Incident[],
  { from, until }: { readonly from: EpochMs; readonly until: EpochMs },
  most: number,
): readonly FunctionLane[] => {
  if (lanes.length <= most) return lanes;
  const kept = new Set(
    troubledFunctions(incidents, from, until)
      .slice(0, most)
      .map(({ key }) => functionIdOf(key)),
  );
  return lanes.filter(({ id }) => kept.has(id));
};
