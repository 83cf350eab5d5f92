import type { HistoryPoint } from '../detect/history-point.ts';
import type { TimedValue } from './heat-map.ts';

/** Invocations as they were expected: the middle of the band, or what was observed where there was none yet. */
export const expectedInvocations = (history: readonly HistoryPoint[]): TimedValue[] =>
  history.map(({ minute, invocations, invocationsBand: { lower, upper } }) => ({
    minute,
    value: lower === null || upper === null ? invocations : (lower + upper) / 2,
  }));
