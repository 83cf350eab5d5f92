import type { LogEvent } from '../../lib/core/decode/log-batch.ts';
import type { DestinationLists } from '../../lib/core/detect/destination-lists.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import type { Incident, Transition } from '../../lib/core/incident/incident.ts';
import { NetworkMap } from '../../lib/core/incident/network-map.ts';
import { Replay } from '../../lib/core/pipeline/replay.ts';
import { addMinutes, type EpochMs, epochMs, MINUTES_PER_DAY, MS_PER_MINUTE, minuteOf } from '../../lib/core/units.ts';
import {
  aFlow,
  aLookup,
  anApiCall,
  anInvocation,
  type Invocation,
  PLACE,
  type SourceLine,
  STORY_START,
} from './source-lines.ts';

const LEARNING_DAYS = 7;
export const INTERFACE = 'eni-0f1e2d3c4b5a69788';
export const ADDRESS = '10.0.1.5';

/** Instants of a story: `day` 0 is the first of learning; trouble comes from day 8 on. */
export const instant = (day: number, hour: number, minute = 0): EpochMs =>
  epochMs(STORY_START + ((day * 24 + hour) * 60 + minute) * MS_PER_MINUTE);

/** What a function does on an ordinary day, in lines of all its logs. */
export interface Habit {
  readonly name: string;
  readonly days: number;
  /** Hosts that each invocation names. */
  readonly calls?: readonly string[];
  /** API calls every quarter of an hour. */
  readonly actions?: readonly string[];
  /** Bytes to a usual peer, every five minutes. */
  readonly flowBytes?: number;
  /** Names looked up every five minutes. */
  readonly lookups?: readonly string[];
  /** More for each invocation, as a story wants. */
  readonly invocation?: (at: EpochMs) => Invocation;
}

/** A number that looks random and is always the same. */
const wobble = (at: number): number => 0.7 + 0.6 * (((at / MS_PER_MINUTE) * 0.618_033_988_7) % 1);

/** The ordinary days of one function: an invocation every five minutes, API calls, flows and lookups beside it. */
export const ordinaryDays = ({ name, days, calls = [], actions = [], flowBytes, lookups = [], invocation }: Habit) => {
  const lines: SourceLine[] = [];
  for (let step = 0; step < days * 288; step++) {
    const at = epochMs(STORY_START + step * 5 * MS_PER_MINUTE);
    lines.push(...anInvocation(name, at, { durationMs: 120 * wobble(at), calls, ...invocation?.(at) }));
    if (flowBytes !== undefined) {
      const bytes = Math.round(flowBytes * wobble(at));
      lines.push(aFlow(INTERFACE, epochMs(at + 30_000), { to: '198.51.100.30', bytes }));
    }
    for (const host of lookups) lines.push(aLookup(ADDRESS, at, host));
    if (step % 3 === 0) for (const action of actions) lines.push(anApiCall(name, epochMs(at + 2_000), { action }));
  }
  return lines;
};

/** Lines repeated every `everyMinutes` for `minutes`. */
export const during = (
  from: EpochMs,
  minutes: number,
  everyMinutes: number,
  make: (at: EpochMs, index: number) => SourceLine | readonly SourceLine[],
): SourceLine[] =>
  Array.from({ length: Math.ceil(minutes / everyMinutes) }, (_, index) =>
    [make(epochMs(from + index * everyMinutes * MS_PER_MINUTE), index)].flat(),
  ).flat();

/** Replays lines as the deployed system would see them, by time, with a week of learning. */
export const tellStory = (
  lines: readonly SourceLine[],
  functionsOnInterface: readonly string[],
  lists?: DestinationLists,
): readonly Transition[] => {
  const { account, region, vpcId } = PLACE;
  const functions = functionsOnInterface.map((name): FunctionKey => ({ account, region, name }));
  const replay = new Replay({
    learnMinutes: LEARNING_DAYS * MINUTES_PER_DAY,
    region,
    salt: 0,
    network: new NetworkMap([{ interfaceId: INTERFACE, vpcId, addresses: [ADDRESS], functions }]),
    ...(lists && { lists }),
  });
  const transitions: Transition[] = [];
  const sorted = [...lines].sort((a, b) => a.event.timestamp - b.event.timestamp);
  let judged = minuteOf(STORY_START);
  for (const { logGroup, logStream, event } of sorted) {
    const complete = addMinutes(minuteOf(event.timestamp), -REORDER_MINUTES);
    if (complete > judged) {
      transitions.push(...replay.advance(complete));
      judged = complete;
    }
    replay.addBatch({
      owner: account,
      logGroup,
      logStream,
      subscriptionFilters: [],
      events: [event satisfies LogEvent],
    });
  }
  return [...transitions, ...replay.finish()];
};

/** Flow rows are booked at their end, a little after their event. */
const REORDER_MINUTES = 2;

/** Incidents as they stood last, in the order of their opening. */
export const incidentsOf = (transitions: readonly Transition[]): readonly Incident[] => [
  ...new Map(transitions.map(({ incident }) => [incident.id, incident])).values(),
];
