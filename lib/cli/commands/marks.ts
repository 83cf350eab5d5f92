import { randomUUID } from 'node:crypto';
import { parseDurationMs } from '../../config/duration.ts';
import { type Mark, MOST_REASON_CHARS } from '../../core/order/mark.ts';
import { isSignal, SIGNALS, type Signal } from '../../core/signal.ts';
import { addMinutes, type EpochMs, epochMs, isoOf, minuteOf, startOf } from '../../core/units.ts';
import type { Command, CommandLine, OptionSpec } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Installation } from '../open-installation.ts';
import { quoted } from '../output/quoted.ts';
import { terminalText } from '../output/terminal-text.ts';
import { writeText } from '../output/write-text.ts';
import { UserMistake } from '../user-mistake.ts';

const WHERE: Readonly<Record<string, OptionSpec>> = {
  stack: { type: 'string', value: 'NAME', help: 'name of the stack (default Nightjar)' },
  region: { type: 'string', value: 'NAME', help: 'default: that of the environment or profile' },
};
const OPTIONS: Readonly<Record<string, OptionSpec>> = {
  until: { type: 'string', value: 'TIME', help: 'a time such as 2026-01-06T20:00:00Z, or a duration such as 4h' },
  reason: { type: 'string', value: 'TEXT', help: 'why; kept with who and when' },
  ...WHERE,
};
const MOST_DAYS = 90;
const MS_PER_DAY = 86_400_000;
const PATTERN = /^[A-Za-z0-9_*-]{1,140}$/;
const OPERANDS = 'FUNCTION [SIGNAL]';

interface Target {
  readonly function: string;
  readonly signal?: Signal;
}

const targetOf = ({ operands }: CommandLine, command: string): Target => {
  const [name, signal, ...more] = operands;
  if (name === undefined || more.length > 0 || !PATTERN.test(name)) {
    const given = operands.map(quoted).join(' ') || 'nothing';
    throw new UserMistake(
      `${command} takes ${OPERANDS}, got ${given}`,
      'FUNCTION is a name, or a pattern such as "test-*"',
    );
  }
  if (signal === undefined) return { function: name };
  if (!isSignal(signal))
    throw new UserMistake(`SIGNAL must be one of ${SIGNALS.join(', ')}, got ${quoted(signal)}`, '');
  return { function: name, signal };
};

/** An instant, or a span from now. */
const untilOf = (line: CommandLine, now: EpochMs): EpochMs => {
  const given = line.options.get('until');
  if (typeof given !== 'string')
    throw new UserMistake('--until is needed', 'write for example --until 4h: nothing is silent for ever');
  const span = parseDurationMs(given);
  const at = span.ok ? now + span.value : /^\d{4}-\d\d-\d\dT/.test(given) ? Date.parse(given) : Number.NaN;
  if (at > now && at <= now + MOST_DAYS * MS_PER_DAY) return epochMs(at);
  throw new UserMistake(
    `--until must lie ahead, within ${MOST_DAYS} days, got ${quoted(given)}`,
    'write for example --until 4h',
  );
};

const reasonOf = (line: CommandLine): string => {
  const given = line.options.get('reason');
  if (typeof given === 'string' && given.length <= MOST_REASON_CHARS) return given;
  throw new UserMistake(`--reason is needed, ${MOST_REASON_CHARS} characters at most`, 'others will ask why');
};

const markLine = ({ kind, function: name, signal, until, reason, by }: Mark): string =>
  `  ${kind} ${terminalText([name, signal].filter((part) => part !== undefined).join(' '))} until ` +
  `${isoOf(startOf(minuteOf(epochMs(until * 60_000))))}: ${terminalText(reason)} (${terminalText(by)})\n`;

const open = async (line: CommandLine): Promise<Installation> => {
  const { openInstallation } = await import('../open-installation.ts');
  const [stack, region] = [line.options.get('stack'), line.options.get('region')];
  return openInstallation(
    typeof stack === 'string' ? stack : 'Nightjar',
    typeof region === 'string' ? region : undefined,
  );
};

const making = (kind: Mark['kind'], summary: string, notes: readonly string[]): Command => ({
  name: kind,
  summary,
  operands: `[${OPERANDS}]`,
  options: OPTIONS,
  notes: ['Without FUNCTION: what holds now.', ...notes],
  run: async (line, terminal) => {
    if (line.operands.length === 0) {
      const { marks, now } = await open(line);
      const held = (await marks.list()).filter(({ until }) => until > minuteOf(now()));
      const lines = held.length === 0 ? ['  nothing is muted or expected\n'] : held.map(markLine);
      await writeText(terminal.out, lines.join(''));
      return EXIT.fine;
    }
    const target = targetOf(line, kind);
    const reason = reasonOf(line);
    const { marks, now, who } = await open(line);
    const at = now();
    const mark: Mark = {
      id: `${isoOf(at)}|${randomUUID()}`,
      kind,
      ...target,
      // Ahead of every evaluator: windows are judged a full minute after they end.
      from: minuteOf(at),
      until: addMinutes(minuteOf(epochMs(untilOf(line, at) - 1)), 1),
      reason,
      by: who,
      at,
    };
    await marks.make(mark);
    await writeText(terminal.out, markLine(mark));
    return EXIT.fine;
  },
});

export const muteCommand = making('mute', 'Tell nobody of a function (or a signal of it) for some time', [
  'Incidents are still recorded; what is still open when the time is over is told then.',
]);

export const expectCommand = making('expect', 'Say that what a function does now is meant', [
  'Open alarms end, what happens now counts as normal, and nobody is told until the time is over.',
]);

/** `nightjar unmute`: ends mutes and expected-marks before their time. */
export const unmuteCommand: Command = {
  name: 'unmute',
  summary: 'End mutes and expected-marks before their time',
  operands: OPERANDS,
  options: WHERE,
  notes: ['Ends those that were made for exactly this FUNCTION and SIGNAL; without SIGNAL, all of FUNCTION.'],
  run: async (line, terminal) => {
    const target = targetOf(line, 'unmute');
    const { marks, now, who } = await open(line);
    const at = now();
    const isMeant = (mark: Mark): boolean =>
      mark.until > minuteOf(at) &&
      mark.function === target.function &&
      (target.signal === undefined || mark.signal === target.signal);
    const ended = await marks.end(isMeant, { by: who, at, window: minuteOf(at) });
    await writeText(terminal.out, ended.length === 0 ? '  nothing to end\n' : `  ${ended.length} ended\n`);
    return ended.length === 0 ? EXIT.usage : EXIT.fine;
  },
};
