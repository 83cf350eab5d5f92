import { parseDurationMs } from '../../config/duration.ts';
import { SEVERITIES, type Severity, severityRank } from '../../core/signal.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { Command, CommandLine, OptionSpec } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { incidentListText, incidentText } from '../incidents/incident-list-text.ts';
import type { IncidentRecord } from '../incidents/incident-record.ts';
import { readIncidentFile } from '../incidents/read-incident-file.ts';
import { lookOf } from '../output/look-of.ts';
import { quoted } from '../output/quoted.ts';
import { writeText } from '../output/write-text.ts';
import type { Terminal } from '../terminal.ts';
import { UserMistake } from '../user-mistake.ts';

const DEFAULT_STACK = 'Nightjar';
const DEFAULT_SINCE = '7d';

const OPTIONS = {
  id: { type: 'string', value: 'PREFIX', help: 'one incident in full' },
  open: { type: 'boolean', help: 'only those that are still open' },
  severity: { type: 'string', value: 'LEAST', help: 'low, medium, high or critical' },
  function: { type: 'string', value: 'NAME', help: 'only those that concern this function' },
  since: { type: 'string', value: 'DURATION', help: `deployed: how far back, as in 12h (default ${DEFAULT_SINCE})` },
  stack: { type: 'string', value: 'NAME', help: `deployed: name of the stack (default ${DEFAULT_STACK})` },
  table: { type: 'string', value: 'NAME', help: 'deployed: name of the table, instead of asking the stack' },
  region: { type: 'string', value: 'NAME', help: 'deployed: that of the environment or profile unless said' },
  format: { type: 'string', value: 'json|text', help: 'default text on a terminal, else json' },
} as const satisfies Record<string, OptionSpec>;

/** `nightjar incidents`: what was found, by a deployed installation or in a replay. */
export const incidentsCommand: Command = {
  name: 'incidents',
  summary: 'List the incidents of a deployed installation, or of the JSON lines of a replay',
  operands: '[FILE|-]',
  options: OPTIONS,
  notes: [
    'Without FILE: the incident log of the table, read with the credentials that the AWS CLI would use. With FILE: lines',
    'that replay --format json printed, or alerts as queues get them. JSON is one incident line each, in its newest state.',
  ],
  run: async (line, terminal) => {
    const wanted = wantedOf(line, terminal);
    const found = (await read(line, terminal, wanted.since)).filter((record) => isWanted(record, wanted));
    const [only] = found;
    if (wanted.id !== undefined && (only === undefined || found.length > 1)) {
      const many = `${found.length} incidents begin with ${quoted(wanted.id)}`;
      throw new UserMistake(
        only === undefined ? `no incident begins with ${quoted(wanted.id)}` : many,
        'see nightjar incidents',
      );
    }
    if (wanted.format === 'json') {
      for (const { line: json } of found) await writeText(terminal.out, `${JSON.stringify(json)}\n`);
    } else if (only === undefined) await writeText(terminal.out, 'No incidents.\n');
    else {
      const look = lookOf(terminal);
      await writeText(terminal.out, wanted.id === undefined ? incidentListText(found, look) : incidentText(only, look));
    }
    return EXIT.fine;
  },
};

interface Wanted {
  readonly id: string | undefined;
  readonly openOnly: boolean;
  readonly least: Severity;
  readonly functionName: string | undefined;
  readonly since: number;
  readonly format: 'json' | 'text';
}

const textOf = (line: CommandLine, name: keyof typeof OPTIONS): string | undefined => {
  const value = line.options.get(name);
  return typeof value === 'string' ? value : undefined;
};

const wantedOf = (line: CommandLine, terminal: Terminal): Wanted => {
  if (line.operands.length > 1) throw new UserMistake('incidents takes one file', 'concatenate them');
  const since = parseDurationMs(textOf(line, 'since') ?? DEFAULT_SINCE);
  if (!since.ok)
    throw new UserMistake(`--since must be a duration, got ${quoted(textOf(line, 'since') ?? '')}`, 'write 12h or 7d');
  return {
    id: textOf(line, 'id'),
    openOnly: line.options.has('open'),
    least: oneOf('severity', textOf(line, 'severity') ?? 'low', SEVERITIES),
    functionName: textOf(line, 'function'),
    since: since.value,
    format: oneOf('format', textOf(line, 'format') ?? (terminal.outIsTty ? 'text' : 'json'), ['json', 'text'] as const),
  };
};

const oneOf = <Choice extends string>(name: string, given: string, choices: readonly Choice[]): Choice => {
  const found = choices.find((choice) => choice === given);
  if (found === undefined)
    throw new UserMistake(`--${name} must be one of ${choices.join(', ')}, got ${quoted(given)}`, '');
  return found;
};

const isWanted = (record: IncidentRecord, { id, openOnly, least, functionName }: Wanted): boolean =>
  (id === undefined || record.id.startsWith(id)) &&
  (!openOnly || record.endedAt === null) &&
  severityRank(record.severity) >= severityRank(least) &&
  (functionName === undefined || record.functions.includes(functionName));

const read = async (line: CommandLine, terminal: Terminal, sinceMs: number): Promise<IncidentRecord[]> => {
  const [path] = line.operands;
  if (path !== undefined) return readIncidentFile(path, path === '-' ? terminal.input : undefined);
  const { readDeployedIncidents } = await import('../incidents/read-deployed-incidents.ts');
  const { systemClock } = await import('../../aws/system-clock.ts');
  const until: EpochMs = systemClock();
  const installation = {
    stackName: textOf(line, 'stack') ?? DEFAULT_STACK,
    region: textOf(line, 'region'),
    tableName: textOf(line, 'table'),
  };
  return readDeployedIncidents(installation, epochMs(until - sinceMs), until);
};
