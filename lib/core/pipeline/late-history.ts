import { resolveWindow } from '../fold/resolve-window.ts';
import type { SummaryTable } from '../fold/summary-table.ts';
import type { FunctionId } from '../function-key.ts';
import type { Fleet } from './fleet.ts';
import { quarterOf } from './history-recorder.ts';
import type { HistoryEntry } from './history-rows.ts';

const NO_BAND = { lower: null, upper: null } as const;

/** Windows that came too late to be judged, as additions to the quarters that they belong to. */
export const lateEntries = (late: SummaryTable, fleet: Fleet): HistoryEntry[] => {
  const startsSeen = new Set<FunctionId>();
  for (const { functionId, summary } of late) if (summary.starts > 0) startsSeen.add(functionId);
  const entries: HistoryEntry[] = [];
  for (const { functionId, minute, summary } of late) {
    const countsStarts = fleet.countsStarts(functionId) || startsSeen.has(functionId);
    const { invocations, errors } = resolveWindow(minute, summary, undefined, countsStarts);
    const point = {
      minute: quarterOf(minute),
      invocations,
      errors,
      durationMsMedian: null,
      invocationsBand: NO_BAND,
      errorsBand: NO_BAND,
      durationMsBand: NO_BAND,
    };
    entries.push({ id: functionId, point, late: true });
  }
  return entries;
};
