import { subjectIdOf } from '../detect/alarm-edge.ts';
import { packHistory } from './history-rows.ts';
import { encodeFleet, fleetOf, NO_TOTALS, type SlotCheckpoint } from './slot-checkpoint.ts';
import { type Slot, slotOf } from './slot-layout.ts';

/**
 * What a half of a slot begins with: its own functions as they were, the same cursor (what was read was read for both
 * halves), and the totals in the first half. A function of its arguments, so whoever derives it comes to the same.
 */
export const handedOver = (sealed: SlotCheckpoint, to: Slot): SlotCheckpoint => ({
  ...sealed,
  isSealed: false,
  totals: to.slot % 2 === 0 ? sealed.totals : NO_TOTALS,
  edges: sealed.edges.filter((edge) => slotOf(subjectIdOf(edge.id), to.slots) === to.slot),
  history: packHistory([]),
  fleet: ownMembers(sealed, to),
});

const ownMembers = (from: SlotCheckpoint, to: Slot): Uint8Array =>
  encodeFleet(fleetOf(from), (id) => slotOf(id, to.slots) === to.slot);

/** The last version of a slot's checkpoint: nobody moves it on any more. */
export const sealed = (checkpoint: SlotCheckpoint): SlotCheckpoint => ({
  ...checkpoint,
  isSealed: true,
  history: packHistory([]),
});
