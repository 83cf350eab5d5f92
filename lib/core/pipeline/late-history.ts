import { resolveWindow } from '../fold/resolve-window.ts';
import type { SummaryTable } from '../fold/summary-table.ts';
import { quarterOf } from './history-recorder.ts';
import type { HistoryEntry } from './history-rows.ts';

const NO_BAND = { lower: null, upper: null } as const;

/** Windows that came too late to be judged, as additions to the quarters that they belong to. */
export const lateEntries = (late: SummaryTable): HistoryEntry[] => {
  const entries: HistoryEntry[] = [];
  for (const { functionId, minute, summary } of late) {
    const { invocations, errors } = resolveWindow(minute, summary, undefined, summary.starts > 0);
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
