import { mergeInto } from '../fold/merge-summary.ts';
import { type SummaryCell, SummaryTable } from '../fold/summary-table.ts';
import type { FunctionId } from '../function-key.ts';
import { addMinutes, type Minute, minute as minuteFrom, startOf } from '../units.ts';
import type { DocumentStore } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { Fleet } from './fleet.ts';
import { HISTORY_MINUTES, HistoryRecorder, quarterOf } from './history-recorder.ts';
import { type HistoryEntry, historyRows } from './history-rows.ts';
import type { Table } from './ports.ts';
import { encodeCheckpoint, encodeFleet } from './slot-checkpoint.ts';
import { beginCheckpoint, slotDocument } from './slot-checkpoints.ts';
import type { Slot } from './slot-layout.ts';

const FIRST_VERSION = 1;
const MS_PER_DAY = 86_400_000;
/** History rows gathered before they are written: one day of one slot. */
const FLUSH_ENTRIES = 20_000;

/** One slot while it learns from the past. */
export class SlotPupil {
  readonly slot: Slot;
  readonly #table: Table;
  readonly #settings: EvaluateSettings;
  readonly #isOfMetrics: boolean;
  readonly #recorder = new HistoryRecorder();
  readonly #waiting: SummaryTable;
  #fleet: Fleet | undefined;
  #history: HistoryEntry[] = [];
  #first: Minute = minuteFrom(0);

  /** @param source what the cells are made of: `metrics` say nothing of what only a log tells */
  constructor(table: Table, slot: Slot, settings: EvaluateSettings, source: 'logs' | 'metrics') {
    this.#table = table;
    this.slot = slot;
    this.#settings = settings;
    this.#isOfMetrics = source === 'metrics';
    this.#waiting = new SummaryTable(settings.salt);
  }

  async take({ functionId, minute, summary }: SummaryCell): Promise<'taken' | 'late'> {
    if (this.#fleet === undefined) {
      this.#first = quarterOf(minute);
      this.#fleet = Fleet.empty(addMinutes(this.#first, -1));
    }
    if (minute <= this.#fleet.evaluatedUntil) return 'late';
    await this.#advanceTo(addMinutes(minute, -1));
    mergeInto(this.#waiting.at(functionId, minute), summary);
    return 'taken';
  }

  async #advanceTo(until: Minute): Promise<void> {
    const fleet = this.#fleet;
    if (fleet === undefined) return;
    const settings = {
      alertsFrom: minuteFrom(Number.MAX_SAFE_INTEGER),
      slots: this.slot.slots,
      isOfMetrics: this.#isOfMetrics,
    };
    while (fleet.evaluatedUntil < until) {
      const minute = addMinutes(fleet.evaluatedUntil, 1);
      fleet.advance(this.#waiting.take(minute), settings, this.#recorder.observe);
      if ((minute + 1) % HISTORY_MINUTES !== 0) continue;
      for (const [id, point] of this.#recorder.take(quarterOf(minute), fleet)) {
        this.#history.push({ id, point, late: false });
      }
      if (this.#history.length >= FLUSH_ENTRIES) await this.#flush();
    }
  }

  /**
   * Learns to the end of `until` and leaves the slot's first checkpoint. Of `searched` functions the cells named every error
   * and destination. Gives the number of functions learnt, or
   * `outrun` when the slot had a checkpoint by then.
   */
  async graduate(
    documents: DocumentStore,
    until: Minute,
    attempt: string,
    searched: Iterable<FunctionId> = [],
  ): Promise<number | 'outrun'> {
    await this.#advanceTo(until);
    await this.#flush();
    // A slot without any function begins empty.
    const fleet = this.#fleet ?? Fleet.empty(until);
    fleet.noteSearched(searched);
    const begun = beginCheckpoint(until, this.#settings);
    const alertsFrom = minuteFrom(Math.max(this.#first + this.#settings.learningMinutes, until + 1));
    const bytes = encodeCheckpoint({ ...begun, alertsFrom, fleet: encodeFleet(fleet) });
    const now = startOf(addMinutes(until, 1));
    const written = await documents.write(slotDocument(this.slot), 0, bytes, attempt, now);
    return written === 'outrun' ? 'outrun' : fleet.size;
  }

  async #flush(): Promise<void> {
    const lifeMs = this.#settings.historyDays * MS_PER_DAY;
    await this.#table.putAll(historyRows(this.slot, FIRST_VERSION, this.#history, lifeMs));
    this.#history = [];
  }
}
