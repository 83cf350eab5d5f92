import { functionIdOf } from '../function-key.ts';
import type { Signal } from '../signal.ts';
import { SIGNALS } from '../signal.ts';
import type { EpochMs, Minute } from '../units.ts';
import { minute, startOf } from '../units.ts';
import { fleetKeysOf } from './fleet-keys.ts';
import type { KeyCrowd } from './group-fleets.ts';
import type { IncidentChange, ResolvedBecause, Transition } from './incident.ts';
import { countFunctions } from './incident-functions.ts';
import { severityOf } from './incident-severity.ts';
import { incidentView } from './incident-view.ts';
import type { LedgerDraft } from './ledger-draft.ts';
import type { LedgerSettings } from './ledger-settings.ts';
import type { LedgerIncident, LedgerPublication } from './ledger-state.ts';

/** When and with what knowledge the tick decides. */
export interface PublishContext {
  readonly now: EpochMs;
  readonly tick: Minute;
  readonly crowds: ReadonlyMap<string, KeyCrowd>;
  readonly settings: LedgerSettings;
}

const signalsOf = (incident: LedgerIncident): Signal[] => {
  const signals = new Set(incident.members.map((member) => member.signal));
  return SIGNALS.filter((signal) => signals.has(signal));
};

const isOver = (incident: LedgerIncident): boolean =>
  incident.members.every((member) => member.closedAt !== null) && incident.crowd.every((entry) => entry[4] >= 0);

const isWithdrawn = (incident: LedgerIncident): boolean =>
  incident.crowd.length === 0 && incident.members.every((member) => member.closedBecause === 'withdrawn');

const reasonOf = (incident: LedgerIncident): ResolvedBecause => {
  if (isWithdrawn(incident)) return 'withdrawn';
  return incident.members.some((member) => member.closedBecause === 'accepted') ? 'accepted' : 'quiet';
};

const lastClosing = (incident: LedgerIncident): Minute => {
  const ofMembers = incident.members.map((member) => member.closedAt ?? Number.NEGATIVE_INFINITY);
  const ofCrowd = incident.crowd.map((entry) => entry[4]);
  return minute([...ofMembers, ...ofCrowd].reduce((last, at) => Math.max(last, at), Number.NEGATIVE_INFINITY));
};

/**
 * Waiting is worth its price only where another function shows the same: then a fleet incident is likely, and one
 * notice better than several. A lone opening is told at once, a critical one always.
 */
const mayWait = (incident: LedgerIncident, { tick, crowds, settings }: PublishContext): boolean => {
  if (incident.severity === 'critical' || incident.fleetKeys.length > 0) return false;
  if (tick - incident.arrivedAt >= settings.waitForCompanionsMinutes) return false;
  const own = new Set<string>(incident.members.map((member) => functionIdOf(member.function)));
  return incident.members.some((member) =>
    fleetKeysOf(member.evidence).some((key) => [...(crowds.get(key)?.functions ?? [])].some((id) => !own.has(id))),
  );
};

const tell = (
  incident: LedgerIncident,
  type: Transition['type'],
  changes: readonly IncidentChange[],
  { now, tick }: PublishContext,
): Transition => {
  const before = incident.published;
  const reminders = (before?.reminders ?? 0) + (changes.some(({ kind }) => kind === 'still-open') ? 1 : 0);
  const published: LedgerPublication = {
    sequence: (before?.sequence ?? 0) + 1,
    detectedAt: before?.detectedAt ?? now,
    toldAt: tick,
    severity: incident.severity,
    functionCount: countFunctions(incident),
    signals: signalsOf(incident),
    ...(reminders > 0 && { reminders }),
  };
  incident.published = published;
  return { type, incident: incidentView(incident, published), at: now, changes };
};

const changesSince = (incident: LedgerIncident, before: LedgerPublication, reopened: boolean): IncidentChange[] => {
  const changes: IncidentChange[] = reopened ? [{ kind: 'reopened' }] : [];
  if (incident.severity !== before.severity) {
    changes.push({ kind: 'severity', from: before.severity, to: incident.severity });
  }
  const functionCount = countFunctions(incident);
  if (functionCount > before.functionCount) {
    changes.push({ kind: 'functions', from: before.functionCount, to: functionCount });
  }
  const joined = signalsOf(incident).filter((signal) => !before.signals.includes(signal));
  if (joined.length > 0) changes.push({ kind: 'signals', joined });
  return changes;
};

/** Worse, open again or twice as wide is told at once; that something joined, every few minutes at most. */
const isPressing = (change: IncidentChange): boolean =>
  change.kind === 'severity' ||
  change.kind === 'reopened' ||
  (change.kind === 'functions' && change.to >= 2 * change.from);

/** It is time to say that an incident of which nothing is new goes on. */
const reminderOf = (incident: LedgerIncident, before: LedgerPublication, context: PublishContext): IncidentChange[] => {
  const { reminders } = context.settings;
  if (reminders === undefined) return [];
  const pause = (before.reminders ?? 0) === 0 ? reminders.afterMinutes : reminders.everyMinutes;
  if (context.tick - before.toldAt < pause) return [];
  return [{ kind: 'still-open', forMinutes: context.tick - incident.startedAt }];
};

const publishOne = (draft: LedgerDraft, incident: LedgerIncident, context: PublishContext): Transition[] => {
  const told: Transition[] = [];
  if (incident.published === null) {
    if (isWithdrawn(incident)) {
      draft.incidents.splice(draft.incidents.indexOf(incident), 1); // nobody heard of it
      return [];
    }
    if (!isOver(incident) && mayWait(incident, context)) return [];
    told.push(tell(incident, 'incident.opened', [], context));
  } else {
    const changes = changesSince(incident, incident.published, draft.reopened.delete(incident));
    const isDue = context.tick - incident.published.toldAt >= context.settings.updateEveryMinutes;
    const isWorthIt = changes.some(isPressing) || (changes.length > 0 && isDue && !isOver(incident));
    const reminder = isOver(incident) ? [] : reminderOf(incident, incident.published, context);
    if (isWorthIt) told.push(tell(incident, 'incident.updated', changes, context));
    else if (reminder.length > 0) told.push(tell(incident, 'incident.updated', [...reminder, ...changes], context));
  }
  if (!isOver(incident)) return told;
  const because = reasonOf(incident);
  const endedAt = because === 'withdrawn' ? context.now : startOf(minute(lastClosing(incident) + 1));
  incident.resolved = { at: context.tick, endedAt, because, mergedInto: null };
  told.push(tell(incident, 'incident.resolved', [], context));
  return told;
};

const publishMerged = (draft: LedgerDraft, context: PublishContext): Transition[] =>
  draft.takeMergedAway().map(({ was, now, into }) => {
    const resolution = { at: context.tick, endedAt: context.now, because: 'merged', mergedInto: into.id } as const;
    const transition = tell({ ...was, resolved: resolution }, 'incident.resolved', [], context);
    now.resolved = resolution;
    if (now.published !== null) now.published = { ...now.published, sequence: transition.incident.sequence };
    return transition;
  });

/** What the tick has to tell, in a fixed order; writes down that it was told. */
export const publishIncidents = (draft: LedgerDraft, context: PublishContext): Transition[] => {
  const open = draft.incidents.filter((incident) => incident.resolved === null && incident.members.length > 0);
  for (const incident of open) incident.severity = severityOf(incident);
  const order = [...open].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  return [...order.flatMap((incident) => publishOne(draft, incident, context)), ...publishMerged(draft, context)];
};
