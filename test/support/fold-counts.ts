import type { LogBatch } from '../../lib/core/decode/log-batch.ts';
import type { FailureMarks } from '../../lib/core/fold/failure-marks.ts';
import { foldBatch } from '../../lib/core/fold/fold-batch.ts';
import { resolveWindow } from '../../lib/core/fold/resolve-window.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { emptyTally, type Tally } from '../../lib/core/fold/tally.ts';
import type { FunctionId } from '../../lib/core/function-key.ts';
import { addMinutes } from '../../lib/core/units.ts';
import type { NaiveCounts } from './naive-counts.ts';

export const SALT = 20_260_106;

/** Folds batches as separate deliveries and merges them, as the deployed system does. */
export const foldSeparately = (batches: readonly LogBatch[]): { table: SummaryTable; tally: Tally } => {
  const table = new SummaryTable(SALT);
  const tally = emptyTally();
  for (const batch of batches) {
    const delivered = new SummaryTable(SALT);
    foldBatch(batch, delivered, tally, { region: 'eu-west-1' });
    table.mergeFrom(delivered);
  }
  return { table, tally };
};

/** Resolves every minute in order, each with the failures of the one before, and adds the windows up. */
export const totalsOf = (table: SummaryTable): Map<FunctionId, NaiveCounts> => {
  const totals = new Map<FunctionId, NaiveCounts>();
  const previous = new Map<FunctionId, { minute: number; failures: FailureMarks | undefined }>();
  const cells = [...table].sort((a, b) => a.minute - b.minute);
  const startsSeen = new Set(cells.filter(({ summary }) => summary.starts > 0).map(({ functionId }) => functionId));
  for (const { functionId, minute, summary } of cells) {
    const before = previous.get(functionId);
    const failures = before?.minute === addMinutes(minute, -1) ? before.failures : undefined;
    const window = resolveWindow(minute, summary, failures, startsSeen.has(functionId));
    const sum = totals.get(functionId) ?? zero();
    totals.set(functionId, {
      invocations: sum.invocations + window.invocations,
      reports: sum.reports + summary.reports,
      errors: sum.errors + window.errors,
      timeouts: sum.timeouts + window.timeouts,
      coldStarts: sum.coldStarts + window.coldStarts,
      durationMsSum: sum.durationMsSum + summary.durationUsSum / 1_000,
    });
    previous.set(functionId, { minute, failures: summary.failures });
  }
  return totals;
};

const zero = (): NaiveCounts => ({
  invocations: 0,
  reports: 0,
  errors: 0,
  timeouts: 0,
  coldStarts: 0,
  durationMsSum: 0,
});

/** One payload per event: every line boundary is a cut. */
export const cutEverywhere = (batch: LogBatch): readonly LogBatch[] =>
  batch.events.map((event) => ({ ...batch, events: [event] }));
