import { parseArgs } from 'node:util';
import { closestMatch } from '../config/closest-match.ts';
import type { Command, CommandLine, OptionSpec } from './command.ts';
import { quoted } from './output/quoted.ts';
import { UserMistake } from './user-mistake.ts';

/** Options that every command takes. */
export const COMMON_OPTIONS = {
  help: { type: 'boolean', short: 'h', help: 'show this help' },
  version: { type: 'boolean', help: 'show the version' },
} as const satisfies Record<string, OptionSpec>;

/** Reads what follows a command's name. Throws a {@link UserMistake} that names the first thing that is wrong. */
export const readCommandLine = (command: Command, args: readonly string[]): CommandLine => {
  const specs: Readonly<Record<string, OptionSpec>> = { ...command.options, ...COMMON_OPTIONS };
  const options = new Map<string, string | true>();
  const operands: string[] = [];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, declared(spec)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (spec === undefined) throw unknownOption(command, token.rawName, Object.keys(specs));
    options.set(token.name, optionValue(command, token.rawName, spec, token.value));
  }
  if (command.operands === '' && operands[0] !== undefined && !options.has('help')) {
    throw new UserMistake(`${command.name} takes no operand, got ${quoted(operands[0])}`, helpHint(command));
  }
  return { options, operands };
};

const declared = ({ type, short }: OptionSpec): { type: 'string' | 'boolean'; short?: string } =>
  short === undefined ? { type } : { type, short };

const unknownOption = (command: Command, given: string, known: readonly string[]): UserMistake => {
  const meant = closestMatch(given.replace(/^-+/, ''), known);
  const remedy = meant === undefined ? helpHint(command) : `did you mean --${meant}?`;
  return new UserMistake(`unknown option ${quoted(given)} of nightjar ${command.name}`, remedy);
};

const optionValue = (command: Command, given: string, spec: OptionSpec, value: string | undefined): string | true => {
  if (spec.type === 'boolean') {
    if (value !== undefined) throw new UserMistake(`${given} takes no value`, `write ${given} alone`);
    return true;
  }
  if (value === undefined || value === '' || (value.startsWith('--') && value.length > 2)) {
    throw new UserMistake(
      `${given} needs a value`,
      `write ${given} ${spec.value ?? 'VALUE'}, or see nightjar ${command.name} --help`,
    );
  }
  return value;
};

const helpHint = (command: Command): string => `see nightjar ${command.name} --help`;
