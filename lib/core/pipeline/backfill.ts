import type { SummaryCell } from '../fold/summary-table.ts';
import type { Minute } from '../units.ts';
import { DocumentStore } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { HISTORY_MINUTES } from './history-recorder.ts';
import { beginLayout } from './layout-row.ts';
import type { Table } from './ports.ts';
import { slotDocument } from './slot-checkpoints.ts';
import { slotOf, slotsOf } from './slot-layout.ts';
import { SlotPupil } from './slot-pupil.ts';

export interface BackfillPorts {
  readonly table: Table;
  readonly settings: EvaluateSettings;
  /** Differs between any two runs. */
  readonly attempt: string;
}

export interface BackfillOutcome {
  readonly functions: number;
  /** Function-minutes that came too late in the input: behind one that was judged already. */
  readonly outOfOrder: number;
  /** Slots that had a checkpoint: what they learnt by themselves is worth more, so they were left alone. */
  readonly slotsKept: number;
}

/**
 * Learns from windows of the past, ascending by minute, and leaves the first checkpoint of each slot at the end of
 * `until`, with history, so that evaluation goes on from there. No alarm opens in the past.
 *
 * @param until the last window of a quarter of an hour
 */
export const backfill = async (
  { table, settings, attempt }: BackfillPorts,
  cells: AsyncIterable<SummaryCell> | Iterable<SummaryCell>,
  until: Minute,
): Promise<BackfillOutcome> => {
  if ((until + 1) % HISTORY_MINUTES !== 0) throw new RangeError(`backfill ends at the end of a quarter, got ${until}`);
  const documents = new DocumentStore(table);
  const { slots } = await beginLayout(table, settings.slots);
  const pupils: SlotPupil[] = [];
  let slotsKept = 0;
  for (const slot of slotsOf(slots)) {
    const stored = await documents.read(slotDocument(slot));
    if (stored === undefined) pupils.push(new SlotPupil(table, slot, settings, 'logs'));
    else slotsKept++;
  }
  const bySlot = new Map(pupils.map((pupil) => [pupil.slot.slot, pupil]));
  let outOfOrder = 0;
  for await (const cell of cells) {
    if (cell.minute > until) continue;
    const pupil = bySlot.get(slotOf(cell.functionId, slots));
    if (pupil !== undefined && (await pupil.take(cell)) === 'late') outOfOrder++;
  }
  let functions = 0;
  for (const pupil of pupils) {
    const learnt = await pupil.graduate(documents, until, attempt);
    if (learnt === 'outrun') slotsKept++;
    else functions += learnt;
  }
  return { functions, outOfOrder, slotsKept };
};
