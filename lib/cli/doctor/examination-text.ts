import { BLINDNESS_TEXT, type Blindness } from '../../core/doctor/coverage.ts';
import { type Examination, isWell } from '../../core/doctor/examine.ts';
import type { Verdict } from '../../core/doctor/finding.ts';
import { terminalText } from '../output/terminal-text.ts';

const MARKS: Readonly<Record<Verdict, string>> = { fine: 'ok     ', warning: 'look   ', wrong: 'WRONG  ' };
const MAX_NAMED = 20;

/** For people: a line for each check, then the blind functions by reason. */
export const examinationText = (examination: Examination): string => {
  const { findings, functions } = examination;
  const width = Math.max(...findings.map(({ check }) => check.length));
  const blind = functions.flatMap((one) => (one.state === 'blind' ? [one] : []));
  const reasons = [...new Set(blind.map(({ because }) => because))];
  return [
    ...findings.map(({ check, verdict, says }) => `${MARKS[verdict]}${check.padEnd(width)}  ${terminalText(says)}`),
    ...reasons.flatMap((reason) => [
      '',
      ...reasonLines(
        reason,
        blind.filter(({ because }) => because === reason).map((one) => one.function),
      ),
    ]),
    '',
    isWell(examination) ? 'All is well.' : 'Not all is well.',
    '',
  ].join('\n');
};

const reasonLines = (reason: Blindness, names: readonly string[]): string[] => [
  `Blind (${names.length}): ${BLINDNESS_TEXT[reason]}`,
  ...names.slice(0, MAX_NAMED).map((name) => `  ${terminalText(name)}`),
  ...(names.length > MAX_NAMED ? [`  and ${names.length - MAX_NAMED} more`] : []),
];
