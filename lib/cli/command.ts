import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** One option as it is read and as `--help` shows it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in the help, as in `NAME`. */
  readonly value?: string;
  readonly help: string;
}

/** Values as given, by option name; a flag that was not given is absent. */
export type OptionValues = ReadonlyMap<string, string | true>;

/** What a command line said after the command's name. */
export interface CommandLine {
  readonly options: OptionValues;
  readonly operands: readonly string[];
}

/** One subcommand. Adding one is a file in `commands/` and a row in `commands.ts`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, as in `[PATH…|-]`; empty when it takes no operands. */
  readonly operands: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Further help below the options. */
  readonly notes: readonly string[];
  run(line: CommandLine, terminal: Terminal): Promise<ExitCode>;
}
