import { functionIdOf } from '../function-key.ts';
import { fleetKeysOf, isNamedKey } from './fleet-keys.ts';
import type { LedgerDraft } from './ledger-draft.ts';
import type { LedgerSettings } from './ledger-settings.ts';
import type { LedgerIncident } from './ledger-state.ts';

/** Functions and incidents of one fleet key among the newest openings. */
export interface KeyCrowd {
  readonly functions: Set<string>;
  readonly incidents: Set<LedgerIncident>;
}

/** Open alarms of the last minutes by fleet key. */
export const recentByKey = (draft: LedgerDraft, settings: LedgerSettings): Map<string, KeyCrowd> => {
  const open = [...draft.byAlarm.values()].filter(
    ({ incident, member }) => incident.resolved === null && member.closedAt === null,
  );
  const newest = open.reduce((most, { member }) => Math.max(most, member.openedAt), Number.NEGATIVE_INFINITY);
  const crowds = new Map<string, KeyCrowd>();
  for (const { incident, member } of open) {
    if (newest - member.openedAt > settings.fleetWithinMinutes) continue;
    for (const key of fleetKeysOf(member.evidence)) {
      const crowd = crowds.get(key) ?? { functions: new Set(), incidents: new Set() };
      crowd.functions.add(functionIdOf(member.function));
      crowd.incidents.add(incident);
      crowds.set(key, crowd);
    }
  }
  return crowds;
};

/** How many functions with an equal key are one cause. */
export const fleetThreshold = (key: string, activeFunctions: number, settings: LedgerSettings): number =>
  isNamedKey(key)
    ? settings.fleetLeastFunctions
    : Math.min(
        Math.max(settings.fleetLeastFunctions, Math.ceil(settings.fleetShare * activeFunctions)),
        Math.max(settings.fleetEnoughFunctions, settings.fleetLeastFunctions),
      );

/**
 * Published ones first, so that their ids live on, in the order in which they were told: a tick that comes late publishes
 * several at one time for what were several minutes; then the oldest.
 */
const byRightToStay = (a: LedgerIncident, b: LedgerIncident): number =>
  (a.published?.detectedAt ?? Number.MAX_VALUE) - (b.published?.detectedAt ?? Number.MAX_VALUE) ||
  (a.published?.toldAt ?? 0) - (b.published?.toldAt ?? 0) ||
  a.startedAt - b.startedAt ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Makes one incident of those whose functions show the same at the same time. */
export const groupFleets = (
  draft: LedgerDraft,
  crowds: ReadonlyMap<string, KeyCrowd>,
  activeFunctions: number,
  settings: LedgerSettings,
): void => {
  for (const key of [...crowds.keys()].sort()) {
    const crowd = crowds.get(key);
    if (crowd === undefined || crowd.functions.size < fleetThreshold(key, activeFunctions, settings)) continue;
    const homes = new Set([...crowd.incidents].map((incident) => draft.homeOf(incident)));
    const [target, ...others] = [...homes].sort(byRightToStay);
    if (target === undefined) continue;
    if (!target.fleetKeys.includes(key)) target.fleetKeys.push(key);
    for (const other of others) draft.merge(other, target);
  }
};
