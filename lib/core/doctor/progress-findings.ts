import { DOLLARS_PER_METRIC } from '../backfill/function-metrics.ts';
import { DOLLARS_PER_SCANNED_BYTE } from '../backfill/past-names.ts';
import { type BackfillProgress, type LinesProgress, readProgress } from '../pipeline/backfill-progress.ts';
import type { Table } from '../pipeline/ports.ts';
import { totalOf } from '../subscribe/blind-spots.ts';
import { type SubscriptionStatus, subscriptionStatusRow } from '../subscribe/subscription-status.ts';
import { type EpochMs, isoOf, MS_PER_MINUTE } from '../units.ts';
import type { Finding } from './finding.ts';

/** What runs of subscribe and backfill left in the table. */
export interface Progress {
  /** Absent where CloudFormation puts all filters, and before the first run. */
  readonly subscriptions: SubscriptionStatus | undefined;
  /** Absent where none was asked for, and before the first tick. */
  readonly backfill: BackfillProgress | undefined;
}

export const readProgressOf = async (table: Table): Promise<Progress> => ({
  subscriptions: await subscriptionStatusRow(table).read(),
  backfill: (await readProgress(table))?.progress,
});

export const progressFindings = ({ subscriptions, backfill }: Progress, now: EpochMs): readonly Finding[] => [
  ...(subscriptions === undefined ? [] : [subscriptionsFinding(subscriptions, now)]),
  ...(backfill === undefined ? [] : [backfillFinding(backfill)]),
];

/** Subscribe runs every five minutes. */
const LONGEST_SILENCE_MS = 30 * MS_PER_MINUTE;

const subscriptionsFinding = (status: SubscriptionStatus, now: EpochMs): Finding => {
  const { wanted, left, isRepeat, at, groups, halted, account } = status;
  const check = 'subscriptions';
  if (now - at > LONGEST_SILENCE_MS) {
    return { check, verdict: 'wrong', says: `subscribe has not run to its end since ${isoOf(at)}; see its log` };
  }
  if (halted !== undefined) {
    return {
      check,
      verdict: 'wrong',
      says: `stopped by a circle of own lines (${halted.kind}); see docs/operations.md`,
    };
  }
  if (account?.means === 'account') {
    const share = `${(account.foreignShare * 100).toFixed(1)} % of what it delivers is not wanted`;
    return { check, verdict: 'fine', says: `one policy for the account; ${share}` };
  }
  const blind = totalOf(groups);
  const again = isRepeat === true ? ' once more' : '';
  const says = `${wanted - left} of ${wanted} log groups reached${again}, ${blind} of them blind, as of ${isoOf(at)}`;
  return { check, verdict: (left > 0 && !isRepeat) || blind > 0 ? 'warning' : 'fine', says };
};

const backfillFinding = ({
  status,
  slots,
  slotsDone,
  functions,
  functionsLearnt,
  metricsRead,
  lines,
}: BackfillProgress): Finding => {
  const check = 'backfill';
  const searched = lines === undefined ? '' : `, ${linesText(lines)}`;
  const cost = `$${(metricsRead * DOLLARS_PER_METRIC).toFixed(2)} of metrics read${searched}`;
  switch (status) {
    case 'waiting':
      return { check, verdict: 'warning', says: 'has not begun; it does within five minutes of deployment' };
    case 'running':
      return { check, verdict: 'warning', says: `${slotsDone} of ${slots} parts of ${functions} functions, ${cost}` };
    case 'done':
      return { check, verdict: 'fine', says: `${functionsLearnt} of ${functions} functions had metrics, ${cost}` };
    case 'given-up':
      return { check, verdict: 'fine', says: 'left out, as evaluation had begun: functions learn from their logs' };
  }
};

const linesText = ({ bytesScanned, functionsSearched, cut, problem }: LinesProgress): string =>
  [
    `$${(bytesScanned * DOLLARS_PER_SCANNED_BYTE).toFixed(2)} of lines searched for ${functionsSearched} functions`,
    ...(cut > 0 ? [`${cut} searches gave less than there was`] : []),
    ...(problem === undefined ? [] : [`the search ended early: ${problem}`]),
  ].join(', ');
