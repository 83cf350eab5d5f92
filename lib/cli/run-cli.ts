import { closestMatch } from '../config/closest-match.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { commandText, overviewText } from './help-text.ts';
import { quoted } from './output/quoted.ts';
import { terminalText } from './output/terminal-text.ts';
import { writeText } from './output/write-text.ts';
import { readCommandLine } from './read-command-line.ts';
import type { Terminal } from './terminal.ts';
import { UserMistake } from './user-mistake.ts';

/** What is run: the table of commands, and who asks. */
export interface CliSetup {
  readonly commands: readonly Command[];
  readonly version: string;
  readonly terminal: Terminal;
}

/** Runs one command line; never throws. Mistakes of the user become one line on stderr, without a stack. */
export const runCli = async (args: readonly string[], setup: CliSetup): Promise<ExitCode> => {
  const { terminal } = setup;
  try {
    return await dispatch(args, setup);
  } catch (error) {
    if (isClosedPipe(error)) return EXIT.fine;
    if (error instanceof UserMistake) {
      await writeText(terminal.err, `nightjar: ${terminalText(error.message)}\n`);
      return EXIT.usage;
    }
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await writeText(terminal.err, `nightjar: internal error, please report it:\n${escapedLines(story)}\n`);
    return EXIT.internal;
  }
};

const dispatch = async (args: readonly string[], { commands, version, terminal }: CliSetup): Promise<ExitCode> => {
  const [name, ...rest] = args;
  if (name === '--version') {
    await writeText(terminal.out, `${version}\n`);
    return EXIT.fine;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    await writeText(terminal.out, overviewText(commands));
    return EXIT.fine;
  }
  if (name === undefined) throw new UserMistake('no command given', 'try nightjar replay PATH, or nightjar --help');
  if (name === 'help') return dispatch([...rest, '--help'], { commands, version, terminal });
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw unknownCommand(name, commands);
  const line = readCommandLine(command, rest);
  if (line.options.has('help')) {
    await writeText(terminal.out, commandText(command));
    return EXIT.fine;
  }
  if (line.options.has('version')) {
    await writeText(terminal.out, `${version}\n`);
    return EXIT.fine;
  }
  return command.run(line, terminal);
};

const unknownCommand = (given: string, commands: readonly Command[]): UserMistake => {
  const names = commands.map(({ name }) => name);
  if (given.startsWith('-')) {
    const meant = closestMatch(given.replace(/^-+/, ''), ['help', 'version']);
    const remedy =
      meant === undefined ? 'options follow a command, as in nightjar replay --help' : `did you mean --${meant}?`;
    return new UserMistake(`unknown option ${quoted(given)}`, remedy);
  }
  const meant = closestMatch(given, names);
  return new UserMistake(
    `unknown command ${quoted(given)}`,
    meant === undefined ? `commands are ${names.join(', ')}` : `did you mean ${meant}?`,
  );
};

/** `nightjar … | head`: the reader went away, which is nobody's mistake. */
const isClosedPipe = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE';

const escapedLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => terminalText(line))
    .join('\n');
