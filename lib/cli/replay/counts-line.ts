import type { BoundedCounts } from '../../core/fold/bounded-counts.ts';
import type { CountedMinute, ExactCounts } from '../../core/fold/exact-counts.ts';
import type { ExactFacts } from '../../core/fold/exact-facts.ts';
import type { Summary } from '../../core/fold/summary.ts';
import type { Tally } from '../../core/fold/tally.ts';
import type { SubjectMap } from '../../core/incident/attribute-subject.ts';
import type { InputSkips } from '../input/input-skips.ts';
import { sourceCounts } from './source-counts.ts';

/** Everything that a replay counted. */
export interface Counted {
  readonly counts: ExactCounts;
  readonly facts: ExactFacts;
  readonly subjectMap: SubjectMap;
  readonly tally: Tally;
  readonly windowRecords: number;
  readonly skips: InputSkips;
}

/** The last line of `replay --counts`. docs/cli.md defines each field. */
export const countsLine = (counted: Counted): string => {
  const { counts, facts, subjectMap, tally, windowRecords, skips } = counted;
  const skipped = allSkipped(tally, skips);
  const line = {
    type: 'counts',
    events: eventsOf(tally, skips),
    windowRecords,
    observations: Object.fromEntries([...tally.observations].sort(byName)),
    skipped: Object.fromEntries([...skipped].sort(byName)),
    functions: Object.fromEntries(counts.byFunction()),
    ...sourceCounts(tally, facts, subjectMap),
  };
  return `${JSON.stringify(line)}\n`;
};

/** Distinct log events of the input: those that were skipped count, redelivered ones do not count again. */
export const eventsOf = (tally: Tally, { counts }: InputSkips): number =>
  REFUSED_BEFORE_PARSING.reduce((sum, reason) => sum + (counts.get(reason) ?? 0), tally.events);

/** Events that never reach the parser, which counts all others. */
const REFUSED_BEFORE_PARSING = ['control_message', 'event_malformed', 'message_not_text', 'timestamp_invalid'] as const;

/** What readers and parsers left out, together. */
export const allSkipped = (tally: Tally, skips: InputSkips): Map<string, number> => {
  const all = new Map<string, number>(skips.counts);
  for (const [reason, count] of tally.skipped) all.set(reason, (all.get(reason) ?? 0) + count);
  return all;
};

/** A window record's numbers, as its summary holds them. */
export const countedMinute = (summary: Summary): CountedMinute => ({
  invocations: summary.starts,
  errors: summary.countedErrors,
  timeouts: summary.countedTimeouts,
  coldStarts: summary.coldStarts,
  durationUsSum: summary.durationUsSum,
  errorKinds: namesOf(summary.countedErrorKinds),
  destinations: namesOf(summary.destinations, summary.riskyDestinations),
});

const namesOf = (...sets: readonly BoundedCounts[]): ReadonlyMap<string, number> => {
  const names = new Map<string, number>();
  for (const { named, other } of sets) {
    for (const [name, count] of named) names.set(name, (names.get(name) ?? 0) + count);
    if (other > 0) names.set('other', (names.get('other') ?? 0) + other);
  }
  return names;
};

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1);
