import type { InputSkipReason } from '../input/input-skips.ts';

/** What a replay did, for the last lines on stderr. */
export interface ReplaySummary {
  readonly events: number;
  readonly windowRecords: number;
  readonly functions: number;
  readonly opened: number;
  readonly open: number;
  /** What people would have been sent of them. */
  readonly alerts: number;
  readonly summaries: number;
  readonly elapsedMs: number;
  /** First and last instant of the input; `undefined` without any entry. */
  readonly span: { readonly from: string; readonly until: string; readonly learningUntil: string } | undefined;
  /** The input ends before the learning period does. */
  readonly stillLearning: boolean;
  readonly skipped: readonly (readonly [InputSkipReason, number])[];
  readonly filesLeftOut: readonly string[];
}

const MOST_FILES_NAMED = 3;

const number = (value: number): string => value.toLocaleString('en-US');
const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

const sentText = ({ opened, alerts, summaries }: ReplaySummary): string => {
  if (opened === 0) return '';
  const sent = [counted(alerts, 'alert'), ...(summaries > 0 ? [counted(summaries, 'summary', 'summaries')] : [])];
  return `; people would have been sent ${sent.join(' and ')}`;
};

/** The summary as lines of plain text; file names are already harmless. */
export const summaryText = (summary: ReplaySummary): string => {
  const { span, skipped, filesLeftOut } = summary;
  const input = [
    ...(summary.events > 0 || summary.windowRecords === 0 ? [counted(summary.events, 'log event')] : []),
    ...(summary.windowRecords > 0 ? [counted(summary.windowRecords, 'window record')] : []),
  ].join(', ');
  const seconds = (summary.elapsedMs / 1_000).toFixed(1);
  const lines = [
    `${input} of ${counted(summary.functions, 'function')}${span === undefined ? '' : `, ${span.from} to ${span.until}`}, in ${seconds} s`,
    `${counted(summary.opened, 'incident')}${summary.open > 0 ? `, ${number(summary.open)} still open at the end` : ''}${sentText(summary)}`,
  ];
  if (span !== undefined && summary.stillLearning) {
    lines.push(`nothing could alert: learning would have ended ${span.learningUntil}; shorten it with --learn`);
  }
  if (skipped.length > 0) {
    const total = skipped.reduce((sum, [, count]) => sum + count, 0);
    lines.push(
      `skipped ${number(total)}: ${skipped.map(([reason, count]) => `${reason} ${number(count)}`).join(', ')}`,
    );
  }
  if (filesLeftOut.length > 0) {
    const more = filesLeftOut.length > MOST_FILES_NAMED ? ', …' : '';
    const names = filesLeftOut.slice(0, MOST_FILES_NAMED).join(', ');
    lines.push(`left out ${counted(filesLeftOut.length, 'file')} in folders that are no logs: ${names}${more}`);
  }
  return lines.map((line) => `${line}\n`).join('');
};
