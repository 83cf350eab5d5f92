import { median } from 'simple-statistics';
import { severityRank } from '../../lib/core/signal.ts';
import type { DetectorRun } from './run-detectors.ts';
import type { Score } from './score.ts';

const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(3));
const middle = (values: readonly number[]): string => (values.length === 0 ? '-' : median([...values]).toFixed(0));

/** One true incident per function and year: what precision means to people whose functions mostly work. */
const MONTHS_PER_YEAR = 365 / 30;

export const printCosts = (seed: number, run: DetectorRun): void => {
  const perMinute = (run.detectorMs * 1_000) / (run.windows + run.idleMinutes);
  const mean = run.stateBytes.reduce((sum, bytes) => sum + bytes, 0) / run.stateBytes.length;
  console.log(
    `seed ${seed}: ${run.windows} windows, ${run.idleMinutes} idle, ${perMinute.toFixed(2)} us per function-minute;`,
    `state ${mean.toFixed(0)} B mean, ${Math.max(...run.stateBytes)} B most, outbound ${Math.max(...run.outboundBytes)} B most`,
  );
};

/** Recall by kind. */
export const printScore = (score: Score): void => {
  console.log('kind                 hidden  found  recall  median minutes (from the planned start)');
  for (const [kind, { hidden, found, minutesToDetect, minutesFromStart }] of [...score.byKind].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const figures = `${String(hidden).padStart(6)} ${String(found).padStart(6)}   ${share(found, hidden)}`;
    console.log(
      `${kind.padEnd(20)} ${figures} ${middle(minutesToDetect).padStart(9)} ${middle(minutesFromStart).padStart(9)}`,
    );
  }
};

/** What the targets are about, on one line per detector. */
export const printSummary = (name: string, score: Score): void => {
  const kinds = [...score.byKind.values()];
  const hidden = kinds.reduce((sum, one) => sum + one.hidden, 0);
  const found = kinds.reduce((sum, one) => sum + one.found, 0);
  const wrong = score.falseAlerts.length;
  const perMonth = wrong / score.functionMonths;
  const notified = score.falseAlerts.filter(({ severity }) => severityRank(severity) >= severityRank('medium')).length;
  const recall = found / hidden;
  const minutes = kinds.flatMap((one) => one.minutesToDetect);
  const fromStart = kinds.flatMap((one) => one.minutesFromStart);
  const yearly = recall / (recall + perMonth * MONTHS_PER_YEAR);
  const bySignal = new Map<string, number>();
  for (const { signals } of score.falseAlerts) {
    const signal = signals[0] ?? '-';
    bySignal.set(signal, (bySignal.get(signal) ?? 0) + 1);
  }
  const isQuiet = hidden === 0;
  const recalled = `recall ${share(found, hidden)} (${found} of ${hidden}), median ${middle(minutes)} min (${middle(fromStart)} from the planned start)`;
  console.log(`${name}: ${isQuiet ? 'nothing was hidden' : recalled}`);
  const precision = `, precision ${share(found, found + wrong)}, at one incident a year ${yearly.toFixed(2)}`;
  console.log(`  false alerts per function-month ${perMonth.toFixed(3)} (${wrong})${isQuiet ? '' : precision}`);
  console.log(
    `  notified false alerts per 1,000 functions and day ${((1_000 * notified) / (30 * score.functionMonths)).toFixed(2)}, functions without any ${share(score.functionsWithoutFalseAlert, score.functions)}`,
  );
  if (wrong > 0)
    console.log(`  false by signal: ${[...bySignal].map(([signal, count]) => `${signal} ${count}`).join(', ')}`);
};
