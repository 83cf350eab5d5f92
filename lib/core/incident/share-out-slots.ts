import { minute } from '../units.ts';
import { homeHashOf } from './incident-functions.ts';
import type { CrowdMember, Ledger, LedgerSlot } from './ledger-state.ts';

/** How the functions were shared out anew. */
export interface SlotChange {
  /** The slot that tells of a subject from now on, by the hash of its home's id. */
  readonly slotOfHash: (idHash: number) => number;
  /** Slots that there are now, and the former slots that shared functions with each. */
  readonly formerSlots: ReadonlyMap<number, readonly number[]>;
}

/**
 * The ledger after slots were split or united: alarms follow their functions, and each slot goes on from where those
 * before it stood, so that nothing that was final is told anew and nothing open is taken for withdrawn.
 */
export const shareOutSlots = (ledger: Ledger, { slotOfHash, formerSlots }: SlotChange): Ledger => {
  const former = new Map(ledger.slots.map((slot) => [slot.slot, slot]));
  const heirs = new Map<number, number>();
  for (const from of [...formerSlots.values()].flat()) heirs.set(from, (heirs.get(from) ?? 0) + 1);
  const slots = [...formerSlots].flatMap(([slot, from]): LedgerSlot[] => {
    const known = from.flatMap((one) => former.get(one) ?? []);
    if (known.length === 0) return [];
    const share = (one: LedgerSlot) => Math.ceil(one.activeFunctions / (heirs.get(one.slot) ?? 1));
    return [
      {
        slot,
        finalUntil: minute(Math.max(...known.map(({ finalUntil }) => finalUntil))),
        until: minute(Math.max(...known.map(({ until }) => until))),
        activeFunctions: known.reduce((sum, one) => sum + share(one), 0),
      },
    ];
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
