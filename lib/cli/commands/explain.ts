import { Writable } from 'node:stream';
import { closestMatch } from '../../config/closest-match.ts';
import type { HistoryPoint } from '../../core/detect/history-point.ts';
import { isoOf, startOf } from '../../core/units.ts';
import type { Command, CommandLine, OptionSpec } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { type ExplainInput, explain, isAsked, knownFunctions } from '../explain/explanation.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { policySkeleton } from '../explain/policy-skeleton.ts';
import { lookOf } from '../output/look-of.ts';
import { quoted } from '../output/quoted.ts';
import { writeText } from '../output/write-text.ts';
import { REPLAY_OPTIONS, readReplayOptions } from '../replay/read-options.ts';
import { type ReplayOutcome, runReplay } from '../replay/run-replay.ts';
import { UserMistake } from '../user-mistake.ts';

const { format, account, region } = REPLAY_OPTIONS;

const OPTIONS = {
  policy: { type: 'boolean', help: 'print an IAM policy to start from, instead' },
  format,
  'log-group': REPLAY_OPTIONS['log-group'],
  account,
  region,
  'network-map': REPLAY_OPTIONS['network-map'],
  'flow-format': REPLAY_OPTIONS['flow-format'],
} as const satisfies Record<string, OptionSpec>;

/** `nightjar explain`: what one function used, by recorded logs. */
export const explainCommand: Command = {
  name: 'explain',
  summary: 'Say which services, actions and destinations a function used, as text, JSON or an IAM policy to start from',
  operands: 'FUNCTION [PATH…|-]',
  options: OPTIONS,
  notes: [
    'FUNCTION is a name, an ARN, or account/region/name. Reads what replay reads; actions come from CloudTrail, destinations',
    'from the logs of the function, flow logs, DNS logs and spans. The policy allows what was seen to succeed, on the',
    'resources that the records name, else on "*": narrow it by hand, and mind what was not seen (said on stderr).',
  ],
  run: async (line, terminal) => {
    const [asked, ...operands] = line.operands;
    if (asked === undefined) throw new UserMistake('explain needs a function', 'write nightjar explain FUNCTION PATH');
    const options = await readReplayOptions(withCounts(line, operands), terminal);
    // Incidents are not what was asked for.
    const outcome = await runReplay(options, { ...terminal, out: discarding() });
    const input = inputOf(outcome);
    const explanation = explain(asked, input);
    if (explanation === undefined) throw unknownFunction(asked, knownFunctions(input));
    if (line.options.has('policy')) {
      await writeText(terminal.out, `${JSON.stringify(policySkeleton(explanation), null, 2)}\n`);
      for (const gap of explanation.notSeen) await writeText(terminal.err, `not seen: ${gap}\n`);
      return EXIT.fine;
    }
    const isJson = options.format === 'json';
    const text = () => explanationText(explanation, lookOf(terminal), historyOf(asked, outcome));
    await writeText(terminal.out, isJson ? `${JSON.stringify(explanation)}\n` : text());
    return EXIT.fine;
  },
};

const withCounts = (line: CommandLine, operands: readonly string[]): CommandLine => ({
  operands,
  options: new Map([...line.options, ['counts', true]]),
});

const discarding = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

const inputOf = ({ replay, run, counts, facts }: ReplayOutcome): ExplainInput => ({
  functions: counts.byFunction(),
  facts: facts.bySubject(),
  map: replay.subjectMap(),
  from: replay.first === undefined ? null : isoOf(startOf(replay.first)),
  until: run.newest === undefined ? null : isoOf(run.newest),
});

/** Of the one function of that name, where history was gathered. */
const historyOf = (asked: string, { report }: ReplayOutcome): readonly HistoryPoint[] => {
  const meant = (report?.functions ?? []).filter(({ key }) => isAsked(asked, key));
  return meant.length === 1 ? (meant[0]?.history ?? []) : [];
};

const unknownFunction = (asked: string, known: readonly string[]): UserMistake => {
  const meant = closestMatch(asked, known);
  const remedy = meant === undefined ? `the input knows ${known.length} functions` : `did you mean ${quoted(meant)}?`;
  return new UserMistake(`no function ${quoted(asked)} in the input`, remedy);
};
