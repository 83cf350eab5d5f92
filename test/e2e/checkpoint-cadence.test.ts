import { beforeAll, describe, expect, it } from 'vitest';
import type { AlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import { hash53 } from '../../lib/core/hash.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import type { EvaluateSettings } from '../../lib/core/pipeline/evaluate-settings.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, epochMs, type Minute, minuteOf, startOf } from '../../lib/core/units.ts';
import { deliveriesOf, learnedCells, type StoryFunction } from '../support/live-story.ts';
import { SUBSCRIPTION_FILTER } from '../support/log-payload.ts';
import { transitionPublisher } from '../support/transition-publisher.ts';

const FUNCTIONS: readonly StoryFunction[] = [
  { name: 'checkout', perMinute: 12, failing: { from: 20, to: 32, share: 0.7 } },
  { name: 'mailer', perMinute: 6 },
];
const FIRST = minuteOf(epochMs(Date.UTC(2026, 0, 12, 9)));
const MINUTES = 75;

const ingestSettings = {
  region: 'eu-west-1',
  salt: 3,
  slots: 1,
  subscriptionFilter: SUBSCRIPTION_FILTER,
};

const LEARNED = [...learnedCells(FUNCTIONS, FIRST, 3, ingestSettings)];

/**
 * Runs the story; gives every edge as it was told at last, and what was sent.
 *
 * @param staleMinutes by how much evaluators are late that run once more after each tick, in processes that slept
 */
const tell = async (isCheckpoint: (window: Minute) => boolean, staleMinutes: readonly number[] = []) => {
  const table = new MemoryTable();
  const settings: EvaluateSettings = {
    salt: 3,
    slots: 1,
    learningMinutes: 0,
    historyDays: 35,
    minimumSeverity: 'low',
    isCheckpoint,
  };
  const sent: string[] = [];
  await backfill({ table, settings, attempt: 'backfill' }, LEARNED, addMinutes(FIRST, -1));
  let now = startOf(FIRST);
  const metrics = { emit: () => {} };
  const ingest = makeIngest({ table, metrics, clock: () => now, settings: ingestSettings });
  const publisher = transitionPublisher(({ type, incident }) =>
    sent.push(`${type} ${incident.id} ${incident.sequence}`),
  );
  const process = () => makeEvaluate({ table, publisher, metrics, clock: () => now, settings });
  const evaluate = process();
  const sleepers = staleMinutes.map((behind) => ({ behind, evaluate: process() }));
  const edges = new Map<string, AlarmEdge>();
  for (let window = FIRST; window < FIRST + MINUTES; window = addMinutes(window, 1)) {
    for (const { at, event } of deliveriesOf(FUNCTIONS, FIRST, window)) {
      now = at;
      const read = readIngestEvent(event);
      if (!read.ok) throw new Error(read.problem.code);
      await ingest(read.value, `ingest-${at}`);
    }
    now = startOf(tickOf(window));
    const { told } = await evaluate({ now, attempt: `tick-${now}` });
    for (const sleeper of sleepers) {
      await sleeper.evaluate({ now: startOf(addMinutes(minuteOf(now), -sleeper.behind)), attempt: `late-${now}` });
    }
    for (const edge of told.flatMap((slot) => slot.edges)) {
      if (edge.type !== 'updated') edges.set(`${edge.id} ${edge.type} ${edge.minute}`, edge);
    }
  }
  return { edges: [...edges.values()], sent };
};

describe('when checkpoints are made makes no difference to alarms and alerts', () => {
  let expected: Awaited<ReturnType<typeof tell>>;
  beforeAll(async () => {
    expected = await tell(() => false);
  });

  it('tells of the failing function, and that it is over', () => {
    const told = expected.edges.map((edge) => `${edge.function.name} ${edge.signal} ${edge.type}`);
    expect(told).toEqual(expect.arrayContaining(['checkout errors opened', 'checkout errors closed']));
    expect(expected.sent[0]).toMatch(/^incident\.opened /);
    expect(expected.sent.at(-1)).toMatch(/^incident\.resolved /);
  });

  it.each([
    ['every minute', () => true],
    ['every quarter of an hour', (window: Minute) => (window + 1) % 15 === 0],
    ['at any minutes', (window: Minute) => hash53(`${window}`) % 3 === 0],
  ])('checkpoint %s', async (_, isCheckpoint) => {
    expect(await tell(isCheckpoint)).toEqual(expected);
  });

  it('and evaluators that wake up late make none either, nor such as run a tick again', async () => {
    expect(await tell((window) => (window + 1) % 15 === 0, [0, 1, 7, 45])).toEqual(expected);
  });
});
