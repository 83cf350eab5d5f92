import { median } from 'simple-statistics';
import type { AlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import type { Incident, Transition } from '../../lib/core/incident/incident.ts';
import { severityRank } from '../../lib/core/signal.ts';
import { minuteOf } from '../../lib/core/units.ts';
import type { OutsideFleet } from './outside-fleet.ts';
import { ALL_OUTSIDE_KINDS, OUTSIDE_KINDS, type OutsideKind, type OutsideLabel } from './trouble.ts';

const TICK_AFTER_MINUTES = 2;
const LATE_MINUTES = 30;
const AFTERMATH_MINUTES = 60;
const MINUTES_PER_MONTH = 30 * 1_440;
const OUTSIDE_SIGNALS: ReadonlySet<string> = new Set(['outbound', 'api-calls']);

export interface OutsideScore {
  readonly minutesToDetect: ReadonlyMap<OutsideKind, readonly (number | undefined)[]>;
  readonly falseAlerts: readonly Incident[];
  readonly functionMonths: number;
}

const finds = (edge: AlarmEdge, name: string, { kind, start, end }: OutsideLabel): boolean =>
  edge.type === 'opened' &&
  edge.function.name === name &&
  edge.signal === OUTSIDE_KINDS[kind].signal &&
  edge.minute >= start &&
  edge.minute <= end + LATE_MINUTES;

/** What a release added may be told in a low voice when it is first seen, which may be weeks later. */
const ADOPTION_MINUTES = 28 * 1_440;

/**
 * False is every published incident of outside signals that no trouble of its functions explains; and no release, where it
 * is more than low.
 */
export const scoreOutside = (
  fleet: OutsideFleet,
  { transitions, edges }: { transitions: readonly Transition[]; edges: readonly AlarmEdge[] },
): OutsideScore => {
  const minutesToDetect = new Map<OutsideKind, (number | undefined)[]>(ALL_OUTSIDE_KINDS.map((kind) => [kind, []]));
  for (const [index, labels] of fleet.labels.entries()) {
    const name = fleet.functions[index]?.name ?? '';
    for (const label of labels) {
      const first = edges.find((edge) => finds(edge, name, label));
      minutesToDetect.get(label.kind)?.push(first && first.minute + TICK_AFTER_MINUTES - label.start);
    }
  }
  const labelsOf = new Map(fleet.functions.map(({ name }, index) => [name, fleet.labels[index] ?? []]));
  const isExplained = (incident: Incident): boolean =>
    incident.members.some((member) =>
      (labelsOf.get(member.function.name) ?? []).some(
        ({ start, end }) =>
          minuteOf(incident.detectedAt) > start && minuteOf(incident.detectedAt) <= end + AFTERMATH_MINUTES,
      ),
    );
  const adoptionsOf = new Map(fleet.functions.map(({ name }, index) => [name, fleet.adoptions[index] ?? []]));
  const isOfRelease = ({ severity, members, detectedAt }: Incident): boolean =>
    severity === 'low' &&
    members.some((member) =>
      (adoptionsOf.get(member.function.name) ?? []).some(
        (at) => minuteOf(detectedAt) > at && minuteOf(detectedAt) <= at + ADOPTION_MINUTES,
      ),
    );
  const falseAlerts = transitions
    .filter(({ type }) => type === 'incident.opened')
    .map(({ incident }) => incident)
    .filter((incident) => incident.members.some(({ signal }) => OUTSIDE_SIGNALS.has(signal)))
    .filter((incident) => !isExplained(incident) && !isOfRelease(incident));
  const functionMonths = (fleet.functions.length * (fleet.until - fleet.alertsFrom)) / MINUTES_PER_MONTH;
  return { minutesToDetect, falseAlerts, functionMonths };
};

export const mergeOutside = (scores: readonly OutsideScore[]): OutsideScore => ({
  minutesToDetect: new Map(
    ALL_OUTSIDE_KINDS.map((kind) => [kind, scores.flatMap((score) => score.minutesToDetect.get(kind) ?? [])]),
  ),
  falseAlerts: scores.flatMap(({ falseAlerts }) => falseAlerts),
  functionMonths: scores.reduce((sum, score) => sum + score.functionMonths, 0),
});

export const printOutside = ({ minutesToDetect, falseAlerts, functionMonths }: OutsideScore): void => {
  let [hidden, found] = [0, 0];
  for (const [kind, minutes] of minutesToDetect) {
    if (minutes.length === 0) continue;
    const told = minutes.filter((one) => one !== undefined);
    hidden += minutes.length;
    found += told.length;
    const middle = told.length === 0 ? '-' : median(told).toFixed(0);
    console.log(
      `${kind.padEnd(20)} ${String(minutes.length).padStart(6)} ${String(told.length).padStart(6)} ${middle.padStart(6)} min`,
    );
  }
  if (hidden > 0) console.log(`recall ${(found / hidden).toFixed(3)} (${found} of ${hidden})`);
  const notified = falseAlerts.filter(({ severity }) => severityRank(severity) >= severityRank('medium')).length;
  const perMonth = (count: number): string => (count / functionMonths).toFixed(3);
  console.log(
    `false alerts per function-month ${perMonth(falseAlerts.length)} (${falseAlerts.length}), of them notified ${perMonth(notified)} (${notified})`,
  );
};
