import { mergeInto } from '../fold/merge-summary.ts';
import { type SummaryCell, SummaryTable } from '../fold/summary-table.ts';
import { addMinutes, type Minute, minute as minuteFrom, startOf } from '../units.ts';
import { DocumentStore } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { beginCheckpoint, slotDocument } from './evaluate-slot.ts';
import { Fleet } from './fleet.ts';
import { HISTORY_MINUTES, HistoryRecorder, quarterOf } from './history-recorder.ts';
import { type HistoryEntry, historyRows } from './history-rows.ts';
import { beginLayout } from './layout-row.ts';
import type { Table } from './ports.ts';
import { encodeCheckpoint, encodeFleet } from './slot-checkpoint.ts';
import { type Slot, slotOf, slotsOf } from './slot-layout.ts';

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

const FIRST_VERSION = 1;
const MS_PER_DAY = 86_400_000;
/** History rows gathered before they are written: one day of one slot. */
const FLUSH_ENTRIES = 20_000;

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
  const pupils: Pupil[] = [];
  let slotsKept = 0;
  for (const slot of slotsOf(slots)) {
    const stored = await documents.read(slotDocument(slot));
    if (stored === undefined) pupils.push(new Pupil(table, slot, settings));
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
    await pupil.advanceTo(until);
    await pupil.flush();
    const begun = beginCheckpoint(until, settings);
    const alertsFrom = minuteFrom(Math.max(pupil.first + settings.learningMinutes, until + 1));
    const checkpoint = { ...begun, alertsFrom, fleet: encodeFleet(pupil.fleetAt(until)) };
    const now = startOf(addMinutes(until, 1));
    const written = await documents.write(slotDocument(pupil.slot), 0, encodeCheckpoint(checkpoint), attempt, now);
    if (written === 'outrun') slotsKept++;
    else functions += pupil.fleetAt(until).size;
  }
  return { functions, outOfOrder, slotsKept };
};

/** One slot while it learns from the past. */
class Pupil {
  readonly slot: Slot;
  readonly #table: Table;
  readonly #settings: EvaluateSettings;
  readonly #recorder = new HistoryRecorder();
  readonly #waiting: SummaryTable;
  #fleet: Fleet | undefined;
  #history: HistoryEntry[] = [];
  first: Minute = minuteFrom(0);

  constructor(table: Table, slot: Slot, settings: EvaluateSettings) {
    this.#table = table;
    this.slot = slot;
    this.#settings = settings;
    this.#waiting = new SummaryTable(settings.salt);
  }

  async take({ functionId, minute, summary }: SummaryCell): Promise<'taken' | 'late'> {
    if (this.#fleet === undefined) {
      this.first = quarterOf(minute);
      this.#fleet = Fleet.empty(addMinutes(this.first, -1));
    }
    if (minute <= this.#fleet.evaluatedUntil) return 'late';
    await this.advanceTo(addMinutes(minute, -1));
    mergeInto(this.#waiting.at(functionId, minute), summary);
    return 'taken';
  }

  async advanceTo(until: Minute): Promise<void> {
    const fleet = this.#fleet;
    if (fleet === undefined) return;
    const settings = { alertsFrom: minuteFrom(Number.MAX_SAFE_INTEGER), slots: this.slot.slots };
    while (fleet.evaluatedUntil < until) {
      const minute = addMinutes(fleet.evaluatedUntil, 1);
      fleet.advance(this.#waiting.take(minute), settings, this.#recorder.observe);
      if ((minute + 1) % HISTORY_MINUTES !== 0) continue;
      for (const [id, point] of this.#recorder.take(quarterOf(minute), fleet)) {
        this.#history.push({ id, point, late: false });
      }
      if (this.#history.length >= FLUSH_ENTRIES) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const lifeMs = this.#settings.historyDays * MS_PER_DAY;
    await this.#table.putAll(historyRows(this.slot, FIRST_VERSION, this.#history, lifeMs));
    this.#history = [];
  }

  /** A slot without any function begins empty. */
  fleetAt(until: Minute): Fleet {
    return this.#fleet ?? Fleet.empty(until);
  }
}
