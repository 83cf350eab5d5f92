import type { Command, OptionSpec } from './command.ts';
import { COMMON_OPTIONS } from './read-command-line.ts';

const GAP = 2;

/** `nightjar --help`. */
export const overviewText = (commands: readonly Command[]): string =>
  [
    'Nightjar learns what is normal for each AWS Lambda function from its logs, and says what is not.',
    '',
    'Usage: nightjar COMMAND [options]',
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...optionLines(COMMON_OPTIONS),
    '',
    'nightjar COMMAND --help says more about each. Exit codes: 0 fine, 1 internal error, 2 usage or input, 3 --fail-on, 4 doctor.',
    '',
  ].join('\n');

/** `nightjar COMMAND --help`. */
export const commandText = (command: Command): string =>
  [
    `${command.summary}`,
    '',
    `Usage: nightjar ${[command.name, command.operands, '[options]'].filter((part) => part !== '').join(' ')}`,
    '',
    'Options:',
    ...optionLines({ ...command.options, ...COMMON_OPTIONS }),
    ...(command.notes.length === 0 ? [] : ['', ...command.notes]),
    '',
  ].join('\n');

const optionLines = (options: Readonly<Record<string, OptionSpec>>): string[] =>
  columns(
    Object.entries(options).map(([name, { short, value, help }]) => [
      `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
      help,
    ]),
  );

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length)) + GAP;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
};
