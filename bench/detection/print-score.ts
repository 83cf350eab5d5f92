import { median } from 'simple-statistics';
import { severityRank } from '../../lib/core/signal.ts';
import type { Score } from './score.ts';

const share = (part: number, whole: number): string => (whole === 0 ? '   -' : (part / whole).toFixed(3));
const middle = (values: readonly number[]): string => (values.length === 0 ? '-' : median([...values]).toFixed(0));

/** Recall per kind, then what the targets are about. */
export const printScore = (score: Score): void => {
  const kinds = [...score.byKind].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log('kind                 hidden  found  recall  median minutes');
  for (const [kind, { hidden, found, minutesToDetect }] of kinds) {
    console.log(
      `${kind.padEnd(20)} ${String(hidden).padStart(6)} ${String(found).padStart(6)}   ${share(found, hidden)} ${middle(minutesToDetect).padStart(9)}`,
    );
  }
  const hidden = kinds.reduce((sum, [, one]) => sum + one.hidden, 0);
  const found = kinds.reduce((sum, [, one]) => sum + one.found, 0);
  const minutes = kinds.flatMap(([, one]) => one.minutesToDetect);
  const wrong = score.falseAlerts.length;
  const notified = score.falseAlerts.filter(({ severity }) => severityRank(severity) >= severityRank('medium')).length;
  console.log(`recall ${share(found, hidden)} (${found}/${hidden}), median minutes to detect ${middle(minutes)}`);
  console.log(
    `false alerts per function-month ${(wrong / score.functionMonths).toFixed(3)} (${wrong}), notified per 1,000 function-days ${((1_000 * notified) / (30 * score.functionMonths)).toFixed(2)}`,
  );
  console.log(
    `precision ${share(found, found + wrong)}, alerts ${score.alerts}, functions without a false alert ${share(score.functionsWithoutFalseAlert, score.functions)}`,
  );
  const bySignal = new Map<string, number>();
  for (const { signals } of score.falseAlerts)
    bySignal.set(signals[0] ?? '', (bySignal.get(signals[0] ?? '') ?? 0) + 1);
  console.log(`false by signal: ${[...bySignal].map(([signal, count]) => `${signal} ${count}`).join(', ')}`);
};
