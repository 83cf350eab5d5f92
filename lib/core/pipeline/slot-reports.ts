import type { SlotEdges } from '../incident/ledger-input.ts';
import { type EpochMs, epochMs, minuteOf } from '../units.ts';
import { MAX_ROW_BYTES, type Row, type Table } from './ports.ts';
import type { SignalTotals } from './signal-totals.ts';
import { type Slot, slotName } from './slot-layout.ts';
import { LAST_SORT_KEY, orderedNumber, REPORTS_PARTITION, reportPartsPartition } from './table-keys.ts';

/** What the evaluation of one slot came to, for the fleet step of the same minute. */
export interface SlotReport {
  readonly told: SlotEdges;
  /** The layout that the slot is of. */
  readonly generation: number;
  readonly functions: number;
  readonly lateWindows: number;
  readonly lostCommits: number;
  readonly overlaps: number;
  /** Of the newest window; absent from reports of older releases. */
  readonly signals?: SignalTotals;
}

interface Head {
  readonly v: 1;
  readonly slots: number;
  readonly attempt: string;
  readonly parts: number;
  /** The whole report, when it is small. */
  readonly inline?: string;
}

/** A slot of which nothing is wrong tells a few hundred bytes; in a storm up to 4,000 edges. */
const MOST_INLINE_CHARACTERS = 16 * 1_024;
const PART_BYTES = MAX_ROW_BYTES;
const REPORT_LIFE_MS = 86_400_000;

/** Keeps the report of the newest tick of each slot: one evaluated late does not replace a newer one. */
export const putReport = async (
  table: Table,
  slot: Slot,
  report: SlotReport,
  now: EpochMs,
  attempt: string,
): Promise<void> => {
  const text = JSON.stringify(report);
  const isSmall = text.length <= MOST_INLINE_CHARACTERS;
  const tick = minuteOf(now);
  const expiresAt = epochMs(now + REPORT_LIFE_MS);
  const bytes = isSmall ? new Uint8Array() : new TextEncoder().encode(text);
  const parts: Row[] = [];
  for (let start = 0; start < bytes.length; start += PART_BYTES) {
    parts.push({
      partition: reportPartsPartition(slot),
      sort: `${partPrefix(tick, attempt)}${orderedNumber(parts.length)}`,
      revision: tick,
      data: bytes.subarray(start, start + PART_BYTES),
      expiresAt,
    });
  }
  await table.putAll(parts);
  const head: Head = { v: 1, slots: slot.slots, attempt, parts: parts.length, ...(isSmall && { inline: text }) };
  await table.put(
    { partition: REPORTS_PARTITION, sort: slotName(slot), revision: tick, data: JSON.stringify(head), expiresAt },
    { kind: 'absent-or-lower' },
  );
};

const partPrefix = (tick: number, attempt: string): string => `${orderedNumber(tick)}|${attempt}|`;

/** A report as it is listed: which tick it is of, and how to read it. */
export interface ListedReport {
  readonly slot: Slot;
  readonly tick: number;
  read(): Promise<SlotReport | undefined>;
}

/** The newest report of each slot of a layout. */
export const listReports = (table: Table, slots: readonly Slot[]): Promise<readonly ListedReport[]> =>
  reportsWhile(table, slots, () => true);

/**
 * The reports of all slots of a layout, of this tick or a later one; `undefined` as long as one is missing. Of slots that
 * ask this after their own report, the last gets all. It looks no further than to the first that is missing: else each of
 * them would read all reports every minute.
 */
export const allReports = async (
  table: Table,
  slots: readonly Slot[],
  tick: number,
): Promise<readonly ListedReport[] | undefined> => {
  const listed = await reportsWhile(table, slots, (report) => report.tick >= tick);
  return listed.length === slots.length ? listed : undefined;
};

/** About as many as DynamoDB charges for one. */
const PAGE_ROWS = 8;

/** Slots are started in ascending order, so those that report last come first here. Strongly consistent. */
const reportsWhile = async (
  table: Table,
  slots: readonly Slot[],
  isWanted: (report: ListedReport) => boolean,
): Promise<readonly ListedReport[]> => {
  const wanted = new Map(slots.map((slot) => [slotName(slot), slot]));
  const range = { partition: REPORTS_PARTITION, from: '', to: LAST_SORT_KEY, consistent: true } as const;
  const listed: ListedReport[] = [];
  for await (const row of table.scan({ ...range, order: 'descending', pageRows: PAGE_ROWS })) {
    const slot = wanted.get(row.sort);
    if (slot === undefined) continue;
    const head = JSON.parse(String(row.data)) as Head;
    const report = { slot, tick: row.revision, read: () => readReport(table, slot, row.revision, head) };
    if (!isWanted(report)) return listed;
    listed.push(report);
  }
  return listed;
};

/** `undefined` when its parts expired. */
const readReport = async (
  table: Table,
  slot: Slot,
  tick: number,
  { attempt, parts, inline }: Head,
): Promise<SlotReport | undefined> => {
  if (inline !== undefined) return JSON.parse(inline) as SlotReport;
  const prefix = partPrefix(tick, attempt);
  const decoder = new TextDecoder();
  let text = '';
  let found = 0;
  const range = { partition: reportPartsPartition(slot), from: prefix, to: `${prefix}${LAST_SORT_KEY}` };
  for await (const { data } of table.scan({ ...range, consistent: true })) {
    if (typeof data === 'string') continue;
    text += decoder.decode(data, { stream: true });
    found++;
  }
  return found === parts ? (JSON.parse(text) as SlotReport) : undefined;
};
