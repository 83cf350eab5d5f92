import type { FunctionId } from '../function-key.ts';
import { functionIdOf } from '../function-key.ts';
import { hash53 } from '../hash.ts';
import type { CrowdMember, Ledger, LedgerSlot } from './ledger-state.ts';

/** How the functions were shared out anew. */
export interface SlotChange {
  /** The slot that tells of a function from now on, by the hash of its {@link FunctionId}. */
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
    members: incident.members.map((member) => ({ ...member, slot: slotOfHash(hash53(idOf(member))) })),
    crowd: incident.crowd.map(
      ([alarm, name, , openedAt, closedAt]): CrowdMember => [alarm, name, slotOfHash(name), openedAt, closedAt],
    ),
  }));
  return { ...ledger, slots, incidents };
};

const idOf = (member: Ledger['incidents'][number]['members'][number]): FunctionId => functionIdOf(member.function);
