import { minuteOf } from '../../lib/core/units.ts';
import type { SimulatedFleet } from '../fleet/fleet.ts';
import { type DetectorRun, publishedAt } from './run-detectors.ts';
import type { Alert } from './score.ts';

/** What the program published: incidents as they opened, and alarms that joined one, each when it became known. */
export const alertsOfRun = (fleet: SimulatedFleet, run: DetectorRun): Alert[] => {
  const indexOf = new Map(fleet.functions.map(({ name }, index) => [name, index]));
  const indices = (names: readonly string[]): number[] => names.flatMap((name) => indexOf.get(name) ?? []);
  const joined = run.edges
    .filter((edge) => edge.type !== 'closed')
    .filter(({ type }) => type === 'opened')
    .map((edge) => ({
      at: publishedAt(edge.minute),
      functions: indices([edge.function.name]),
      signals: [edge.signal],
      severity: edge.evidence.severity,
      isNew: false,
    }));
  const opened = run.transitions
    .filter(({ type }) => type === 'incident.opened')
    .map(({ at, incident }) => ({
      at: minuteOf(at),
      functions: indices(incident.members.map((member) => member.function.name)),
      signals: incident.members.map(({ signal }) => signal),
      severity: incident.severity,
      isNew: true,
    }));
  return [...joined, ...opened];
};
