import { open, writeFile } from 'node:fs/promises';
import { renderReport } from '../../core/picture/render-report.ts';
import { isoOf, startOf } from '../../core/units.ts';
import { fileMistake } from '../input/file-mistake.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import { allSkipped } from './counts-line.ts';
import type { ReplayOutcome } from './run-replay.ts';

/** Makes the file, so that a place where none can be written is found out before the work, not after. */
export const prepareReport = async (path: string): Promise<void> => {
  try {
    await (await open(path, 'a')).close();
  } catch (error) {
    throw reportMistake(path, error);
  }
};

/** Writes the report of a finished replay. */
export const writeReport = async (path: string, outcome: ReplayOutcome): Promise<void> => {
  const { replay, run, report, skips } = outcome;
  const { first } = replay;
  if (report === undefined || first === undefined || run.newest === undefined) {
    throw new UserMistake(`nothing to report in ${quoted(path)}`, 'the input holds no event that could be read');
  }
  const from = startOf(first);
  const skipped = [...allSkipped(replay.tally, skips)];
  const html = renderReport({
    title: 'Nightjar replay',
    subtitle: `Recorded logs from ${isoOf(from)} to ${isoOf(run.newest)}, judged minute by minute as a deployed Nightjar would have.`,
    from,
    until: run.newest,
    learningUntil: startOf(replay.alertsFrom),
    figures: [
      { label: 'Log events', value: replay.tally.events.toLocaleString('en-US') },
      { label: 'Window records', value: run.windowRecords.toLocaleString('en-US') },
    ].filter(({ value }) => value !== '0'),
    functions: report.functions,
    incidents: report.incidents,
    tables: [
      ...(skipped.length > 0 ? [{ title: 'Skipped', columns: ['Reason', 'Count'], rows: skipped }] : []),
      ...(report.incidentsLeftOut > 0
        ? [
            {
              title: 'Left out of this report',
              columns: ['What', 'Count'],
              rows: [['least severe incidents', report.incidentsLeftOut]],
            },
          ]
        : []),
    ],
  });
  try {
    await writeFile(path, html);
  } catch (error) {
    throw reportMistake(path, error);
  }
};

const reportMistake = (path: string, error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return new UserMistake(`the folder of --report ${quoted(path)} does not exist`, 'make it first');
    case 'EISDIR':
      return new UserMistake(`--report ${quoted(path)} is a folder`, 'name a file, as in report.html');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserMistake(`no permission to write --report ${quoted(path)}`, 'name another place');
    default:
      return fileMistake(path, error);
  }
};
