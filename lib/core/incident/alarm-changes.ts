import type { AlarmEdge, OpenAlarmEdge } from '../detect/alarm-edge.ts';
import { hash53 } from '../hash.ts';
import type { Minute } from '../units.ts';
import { minute } from '../units.ts';
import type { LedgerDraft } from './ledger-draft.ts';
import type { SlotEdges } from './ledger-input.ts';
import type { LedgerMember } from './ledger-state.ts';

/** What the edges of a tick say that the ledger does not know yet, or says otherwise. `at` is a tick minute. */
export type AlarmChange =
  | { readonly kind: 'withdrawn'; readonly at: Minute; readonly alarmId: string }
  | { readonly kind: 'crowd-withdrawn'; readonly at: Minute; readonly alarmHash: number }
  /** The same alarm under another opening minute: late data moved it. */
  | {
      readonly kind: 'renamed';
      readonly at: Minute;
      readonly from: string;
      readonly edge: OpenAlarmEdge;
      readonly slot: number;
    }
  /** Its closing edge is gone: the alarm is still open. */
  | { readonly kind: 'still-open'; readonly at: Minute; readonly alarmId: string }
  | { readonly kind: 'opening'; readonly at: Minute; readonly edge: OpenAlarmEdge; readonly slot: number }
  | { readonly kind: 'news'; readonly at: Minute; readonly edge: AlarmEdge; readonly finalUntil: Minute };

/** Tick minutes `first..last` that are taken in, and by how much they run behind the windows. */
export interface ClockSpan {
  readonly first: Minute;
  readonly last: Minute;
  readonly lagMinutes: number;
}

interface Alarm {
  readonly slot: SlotEdges;
  readonly first: AlarmEdge;
  /** In time order. */
  readonly edges: readonly AlarmEdge[];
}

type SlotTable = ReadonlyMap<number, SlotEdges>;

const TYPE_ORDER = { opened: 0, updated: 1, closed: 2 } as const;
const inTimeOrder = (a: AlarmEdge, b: AlarmEdge): number =>
  a.minute - b.minute || TYPE_ORDER[a.type] - TYPE_ORDER[b.type];

const alarmsOf = (slots: readonly SlotEdges[]): Map<string, Alarm> => {
  const alarms = new Map<string, Alarm>();
  const told = slots.flatMap((slot) => slot.edges.map((edge) => ({ slot, edge })));
  told.sort((a, b) => inTimeOrder(a.edge, b.edge));
  for (const { slot, edge } of told) {
    const alarm = alarms.get(edge.id);
    alarms.set(edge.id, {
      slot: alarm?.slot ?? slot,
      first: alarm?.first ?? edge,
      edges: [...(alarm?.edges ?? []), edge],
    });
  }
  return alarms;
};

/** What an alarm was raised for, and its signal: its id without the opening. */
const sameAlarmKey = (alarmId: string): string => alarmId.slice(0, alarmId.lastIndexOf('|'));

const isRetold = (slot: SlotEdges | undefined, openedAt: number): boolean =>
  slot !== undefined && openedAt > slot.finalUntil && openedAt <= slot.until;

/** Known alarms whose opening the slot's edges should tell again, and no longer do. */
const unsupportedMembers = (draft: LedgerDraft, alarms: ReadonlyMap<string, Alarm>, slots: SlotTable): LedgerMember[] =>
  [...draft.byAlarm.values()]
    .filter(
      ({ incident, member }) =>
        incident.resolved === null &&
        member.closedBecause !== 'withdrawn' &&
        !alarms.has(member.alarmId) &&
        isRetold(slots.get(member.slot), member.openedAt),
    )
    .map(({ member }) => member);

const unsupportedCrowd = (draft: LedgerDraft, alarms: ReadonlyMap<string, Alarm>, slots: SlotTable): number[] => {
  if (draft.crowdByHash.size === 0) return [];
  const told = new Set([...alarms.keys()].map((id) => hash53(id)));
  return [...draft.crowdByHash.values()]
    .filter(({ entry: [alarmHash, , slot, openedAt] }) => !told.has(alarmHash) && isRetold(slots.get(slot), openedAt))
    .map(({ entry: [alarmHash] }) => alarmHash);
};

/** Closed members whose closing the slot's edges should tell again, and no longer do, though the opening stands. */
const stillOpen = (draft: LedgerDraft, alarms: ReadonlyMap<string, Alarm>, slots: SlotTable): LedgerMember[] =>
  [...draft.byAlarm.values()]
    .map(({ member }) => member)
    .filter(({ alarmId, slot, openedAt, closedAt, closedBecause }) => {
      const told = slots.get(slot);
      if (told === undefined || closedAt === null || closedBecause === 'withdrawn' || alarms.has(alarmId)) return false;
      return closedAt > told.finalUntil && closedAt <= told.until && openedAt <= told.finalUntil;
    });

const CHANGE_ORDER = { renamed: 0, withdrawn: 1, 'crowd-withdrawn': 1, 'still-open': 2, opening: 3, news: 4 } as const;
const windowOf = (change: AlarmChange): number => ('edge' in change ? change.edge.minute : 0);
const nameOf = (change: AlarmChange): string =>
  'edge' in change ? change.edge.id : 'alarmId' in change ? change.alarmId : String(change.alarmHash);

const inOrder = (a: AlarmChange, b: AlarmChange): number => {
  const [nameA, nameB] = [nameOf(a), nameOf(b)];
  return (
    a.at - b.at ||
    CHANGE_ORDER[a.kind] - CHANGE_ORDER[b.kind] ||
    windowOf(a) - windowOf(b) ||
    (nameA < nameB ? -1 : nameA > nameB ? 1 : 0)
  );
};

/**
 * Compares the edges with the ledger. The order of edges and slots does not matter; edges that say what the ledger
 * knows give changes that change nothing.
 */
export const alarmChanges = (draft: LedgerDraft, slots: readonly SlotEdges[], clock: ClockSpan): AlarmChange[] => {
  const alarms = alarmsOf(slots);
  const changes: AlarmChange[] = [];
  const tickOf = (window: Minute): Minute =>
    minute(Math.min(clock.last, Math.max(clock.first, window + clock.lagMinutes)));

  const bySlot: SlotTable = new Map(slots.map((slot) => [slot.slot, slot]));
  const withdrawn = new Map(unsupportedMembers(draft, alarms, bySlot).map((member) => [member.alarmId, member]));
  const renamable = new Map([...withdrawn.values()].map(({ alarmId }) => [sameAlarmKey(alarmId), alarmId]));

  const byFirstEdge = [...alarms.entries()].sort(
    ([idA, a], [idB, b]) => a.first.minute - b.first.minute || (idA < idB ? -1 : 1),
  );
  for (const [id, { first, slot, edges }] of byFirstEdge) {
    const isNew = !draft.knows(id);
    if (isNew) {
      if (first.type === 'closed') continue; // over before it was ever heard of
      const from = renamable.get(sameAlarmKey(id));
      if (from === undefined) {
        changes.push({ kind: 'opening', at: tickOf(first.minute), edge: first, slot: slot.slot });
      } else {
        renamable.delete(sameAlarmKey(id));
        withdrawn.delete(from);
        changes.push({ kind: 'renamed', at: clock.first, from, edge: first, slot: slot.slot });
      }
    }
    for (const edge of isNew ? edges.slice(1) : edges) {
      changes.push({ kind: 'news', at: tickOf(edge.minute), edge, finalUntil: slot.finalUntil });
    }
  }
  for (const alarmId of withdrawn.keys()) changes.push({ kind: 'withdrawn', at: clock.first, alarmId });
  for (const alarmHash of unsupportedCrowd(draft, alarms, bySlot)) {
    changes.push({ kind: 'crowd-withdrawn', at: clock.first, alarmHash });
  }
  for (const { alarmId } of stillOpen(draft, alarms, bySlot)) {
    changes.push({ kind: 'still-open', at: clock.first, alarmId });
  }
  return changes.sort(inOrder);
};
