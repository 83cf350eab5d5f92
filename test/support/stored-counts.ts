import { ByteWriter } from '../../lib/core/bytes.ts';
import { encodeSummary } from '../../lib/core/fold/encode-summary.ts';
import { mergeInto } from '../../lib/core/fold/merge-summary.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { CommitCache } from '../../lib/core/pipeline/commit-cache.ts';
import { DocumentStore } from '../../lib/core/pipeline/document-store.ts';
import { readFleetHistory } from '../../lib/core/pipeline/history-rows.ts';
import { readLayout } from '../../lib/core/pipeline/layout-row.ts';
import { PartCache } from '../../lib/core/pipeline/part-cache.ts';
import type { Table } from '../../lib/core/pipeline/ports.ts';
import { readPartials } from '../../lib/core/pipeline/read-partials.ts';
import { decodeCheckpoint, type SlotTotals } from '../../lib/core/pipeline/slot-checkpoint.ts';
import { slotDocument } from '../../lib/core/pipeline/slot-checkpoints.ts';
import { slotsOf } from '../../lib/core/pipeline/slot-layout.ts';
import { blockOf } from '../../lib/core/pipeline/table-keys.ts';
import { addMinutes, type EpochMs, minute, minuteOf } from '../../lib/core/units.ts';

/** Every cell of a table, as text that is equal exactly when the summaries are. */
export const cellsOf = (windows: SummaryTable): Record<string, string> => {
  const cells: [string, string][] = [];
  for (const { functionId, minute, summary } of windows) {
    const writer = new ByteWriter();
    encodeSummary(summary, writer);
    cells.push([`${functionId} ${minute}`, Buffer.from(writer.finish()).toString('hex')]);
  }
  return Object.fromEntries(cells.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Everything that counts in a table, as an evaluator that had never read anything would see it. */
export const storedWindows = async (
  table: Table,
  slots: number,
  from: EpochMs,
  until: EpochMs,
  salt: number,
): Promise<SummaryTable> => {
  const windows = new SummaryTable(salt);
  for (const slot of slotsOf(slots)) {
    const cursor = { shards: new Map(), block: blockOf(minuteOf(from)), direct: new Map() };
    const source = { table, salt, cache: new PartCache(), commits: new CommitCache() };
    const { items } = await readPartials(source, { slot, cursor, until, isFinal: true });
    for (const { parts } of items) {
      for (const { windows: cells } of parts) {
        for (const { functionId, minute, summary } of cells) mergeInto(windows.at(functionId, minute), summary);
      }
    }
  }
  return windows;
};

/** What the slots' checkpoints say they counted. */
export const evaluatedTotals = async (table: Table): Promise<Omit<SlotTotals, 'lateWindows'>> => {
  const documents = new DocumentStore(table);
  const { slots } = (await readLayout(table)) ?? { slots: 1 };
  const sum = { starts: 0, reports: 0, durationUsSum: 0 };
  for (const slot of slotsOf(slots)) {
    const stored = await documents.read(slotDocument(slot));
    if (stored === undefined) continue;
    const { totals } = decodeCheckpoint(stored.bytes);
    sum.starts += totals.starts;
    sum.reports += totals.reports;
    sum.durationUsSum += totals.durationUsSum;
  }
  return sum;
};

/** The same three figures of a table of windows. */
export const totalsOf = (windows: SummaryTable): Omit<SlotTotals, 'lateWindows'> => {
  const sum = { starts: 0, reports: 0, durationUsSum: 0 };
  for (const { summary } of windows) {
    sum.starts += summary.starts;
    sum.reports += summary.reports;
    sum.durationUsSum += summary.durationUsSum;
  }
  return sum;
};

/** Invocations in all history rows of some days around an instant. */
export const historyInvocations = async (table: Table, around: EpochMs): Promise<number> => {
  const middle = minuteOf(around);
  const [from, to] = [minute(middle - 6 * 1_440), addMinutes(middle, 6 * 1_440)];
  let invocations = 0;
  for (const points of (await readFleetHistory(table, from, to)).values()) {
    for (const point of points) invocations += point.invocations;
  }
  return invocations;
};
