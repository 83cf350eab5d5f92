import { type Severity, severityRank } from '../../core/signal.ts';
import { isoOf, startOf } from '../../core/units.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { InputSkipReason } from '../input/input-skips.ts';
import { functionTable } from '../output/function-table.ts';
import { lookOf } from '../output/look-of.ts';
import { summaryText } from '../output/summary-text.ts';
import { terminalText } from '../output/terminal-text.ts';
import { writeText } from '../output/write-text.ts';
import { allSkipped, countsLine, eventsOf } from '../replay/counts-line.ts';
import { REPLAY_OPTIONS, readReplayOptions } from '../replay/read-options.ts';
import { replaySeriesFile } from '../replay/replay-series-file.ts';
import { type ReplayOutcome, runReplay } from '../replay/run-replay.ts';
import { prepareReport, writeReport } from '../replay/write-report.ts';
import type { Terminal } from '../terminal.ts';

/** `nightjar replay`: the whole engine over recorded logs. */
export const replayCommand: Command = {
  name: 'replay',
  summary: 'Run the whole engine over recorded logs with a simulated clock',
  operands: '[PATH…|-]',
  options: REPLAY_OPTIONS,
  notes: [
    'Reads files, folders and stdin (-), plain or gzip, recognised by content: CloudWatch Logs subscription payloads',
    '(decoded, or as Lambda, Kinesis or Firehose events), filter-log-events and get-log-events JSON, exports to S3,',
    'aws logs tail output, raw Lambda log text and JSON lines, and window records. Formats: docs/cli.md.',
  ],
  run: async (line, terminal) => {
    const startedAt = performance.now();
    const options = await readReplayOptions(line, terminal);
    if (options.seriesPath !== undefined) {
      return exitCodeOf(await replaySeriesFile(options.seriesPath, options, terminal), options.failOn);
    }
    if (options.reportPath !== undefined) await prepareReport(options.reportPath);
    const outcome = await runReplay(options, terminal);
    if (options.counts) {
      const { replay, run } = outcome;
      const counted = { tally: replay.tally, subjectMap: replay.subjectMap(), windowRecords: run.windowRecords };
      await writeText(terminal.out, countsLine({ ...outcome, ...counted }));
    }
    const { report } = outcome;
    if (report !== undefined && terminal.outIsTty && options.format === 'text' && report.functions.length > 0) {
      await writeText(terminal.out, `${functionTable(report.functions, report.incidents, lookOf(terminal))}\n`);
    }
    if (options.reportPath !== undefined) {
      await writeReport(options.reportPath, outcome);
      await writeText(terminal.err, `report: ${terminalText(options.reportPath)}\n`);
    }
    await tell(outcome, performance.now() - startedAt, terminal);
    return exitCodeOf(outcome.worst, options.failOn);
  },
};

const tell = async (outcome: ReplayOutcome, elapsedMs: number, terminal: Terminal): Promise<void> => {
  const { replay, run, skips } = outcome;
  const { first } = replay;
  const skipped = [...allSkipped(replay.tally, skips)] as [InputSkipReason, number][];
  const span =
    first === undefined || run.newest === undefined
      ? undefined
      : { from: isoOf(startOf(first)), until: isoOf(run.newest), learningUntil: isoOf(startOf(replay.alertsFrom)) };
  const text = summaryText({
    events: eventsOf(replay.tally, skips),
    windowRecords: run.windowRecords,
    functions: replay.functionCount,
    opened: outcome.opened,
    open: outcome.open,
    alerts: outcome.alerts,
    summaries: outcome.summaries,
    elapsedMs,
    span,
    stillLearning: run.newest !== undefined && run.newest < startOf(replay.alertsFrom),
    skipped,
    filesLeftOut: outcome.filesLeftOut.map((path) => terminalText(path)),
  });
  await writeText(terminal.err, text);
};

const exitCodeOf = (worst: Severity | undefined, failOn: Severity | undefined): ExitCode => {
  if (failOn === undefined || worst === undefined) return EXIT.fine;
  return severityRank(worst) >= severityRank(failOn) ? EXIT.failOn : EXIT.fine;
};
