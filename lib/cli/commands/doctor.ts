import { setTimeout as pause } from 'node:timers/promises';
import { isWell } from '../../core/doctor/examine.ts';
import type { Command, CommandLine } from '../command.ts';
import { examinationText } from '../doctor/examination-text.ts';
import { EXIT } from '../exit-code.ts';
import { quoted } from '../output/quoted.ts';
import { writeText } from '../output/write-text.ts';
import { UserMistake } from '../user-mistake.ts';
import { VERSION } from '../version.ts';

const DEFAULT_STACK = 'Nightjar';
/** Under a minute. */
const DEFAULT_GROUPS = 100;

/** `nightjar doctor`: a deployed installation, looked at from outside. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Look at a deployed installation: is it well, and what does it not see?',
  operands: '',
  options: {
    stack: { type: 'string', value: 'NAME', help: `name of the stack (default ${DEFAULT_STACK})` },
    region: { type: 'string', value: 'NAME', help: 'default: that of the environment or profile' },
    groups: { type: 'string', value: 'N', help: `log groups to look at, two a second (default ${DEFAULT_GROUPS})` },
    format: { type: 'string', value: 'json|text', help: 'default text' },
  },
  notes: [
    'Uses the credentials that the AWS CLI would, and only reads. Exit code 4 when something is not as it should be.',
  ],
  run: async (line, terminal) => {
    const stackName = textOf(line, 'stack') ?? DEFAULT_STACK;
    const format = textOf(line, 'format') ?? 'text';
    if (format !== 'json' && format !== 'text') throw new UserMistake(`--format must be json or text`, '');
    const maxGroups = groupsOf(line);
    // The SDK's word about its own support for this Node is no news of the installation.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    // Loaded on demand: no other command needs the clients.
    const { examine } = await import('../../core/doctor/examine.ts');
    const { accountReader } = await import('../../aws/account-reader.ts');
    const { systemClock } = await import('../../aws/system-clock.ts');
    const examination = await examine(accountReader(systemClock, textOf(line, 'region')), {
      stackName,
      version: VERSION,
      maxGroups,
      now: systemClock(),
      pause: (spanMs) => pause(spanMs),
    });
    const well = isWell(examination);
    const json = () => `${JSON.stringify({ v: 1, type: 'doctor', well, ...examination })}\n`;
    await writeText(terminal.out, format === 'json' ? json() : examinationText(examination));
    return well ? EXIT.fine : EXIT.unwell;
  },
};

const textOf = (line: CommandLine, name: string): string | undefined => {
  const given = line.options.get(name);
  return typeof given === 'string' ? given : undefined;
};

const groupsOf = (line: CommandLine): number => {
  const given = textOf(line, 'groups') ?? `${DEFAULT_GROUPS}`;
  if (/^\d{1,6}$/.test(given)) return Number(given);
  throw new UserMistake(`--groups must be a whole number, got ${quoted(given)}`, '');
};
