import { homeHashOf } from './incident-functions.ts';
import type { CrowdMember, Ledger, LedgerSlot } from './ledger-state.ts';

/** How the functions were shared out anew. */
export interface SlotChange {
  /** The slot that tells of a subject from now on, by the hash of its home's id. */
  readonly slotOfHash: (idHash: number) => number;
  /** Slots that there are now, and the former slot that each is a part of. */
  readonly formerSlots: ReadonlyMap<number, number>;
}

/**
 * The ledger after slots were split: alarms follow their functions, and each part goes on from where the whole slot
 * stood, so that nothing that was final is told anew and nothing open is taken for withdrawn.
 */
export const shareOutSlots = (ledger: Ledger, { slotOfHash, formerSlots }: SlotChange): Ledger => {
  const former = new Map(ledger.slots.map((slot) => [slot.slot, slot]));
  const parts = new Map<number, number>();
  for (const from of formerSlots.values()) parts.set(from, (parts.get(from) ?? 0) + 1);
  const slots = [...formerSlots].flatMap(([slot, from]): LedgerSlot[] => {
    const known = former.get(from);
    if (known === undefined) return [];
    return [{ ...known, slot, activeFunctions: Math.ceil(known.activeFunctions / (parts.get(from) ?? 1)) }];
  });
  const incidents = ledger.incidents.map((incident) => ({
    ...incident,
    members: incident.members.map((member) => ({ ...member, slot: slotOfHash(homeHashOf(member.alarmId)) })),
    crowd: incident.crowd.map((entry) => {
      const [, functionHash, , , , home = functionHash] = entry;
      const moved: CrowdMember = [...entry];
      moved[2] = slotOfHash(home);
      return moved;
    }),
  }));
  return { ...ledger, slots, incidents };
};
