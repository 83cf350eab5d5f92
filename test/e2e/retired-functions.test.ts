import { describe, expect, it } from 'vitest';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import type { FunctionLookup, FunctionsGone } from '../../lib/core/pipeline/ports.ts';
import { epochMs, type Minute, MS_PER_MINUTE, minuteOf } from '../../lib/core/units.ts';
import { type Course, tellDeployed } from '../support/deployed-story.ts';
import { anInvocation, PLACE, type SourceLine } from '../support/source-lines.ts';
import { during, instant, ordinaryDays } from '../support/source-story.ts';

/** The last call comes just before. */
const DELETED = instant(9, 0);
const MINUTES = 240;
const SILENT: readonly SourceLine[] = ordinaryDays({ name: 'reports', days: 9 });
/** It is called again for a while, and then no more. */
const RETURNED = epochMs(DELETED + 150 * MS_PER_MINUTE);
const CALLED_AGAIN_MINUTES = 300;
const RECREATED: readonly SourceLine[] = [
  ...SILENT,
  ...during(RETURNED, CALLED_AGAIN_MINUTES, 5, (at) => anInvocation('reports', at)),
];

class Account implements FunctionLookup {
  readonly asked: FunctionKey[] = [];
  readonly #answer: (functions: readonly FunctionKey[], times: number) => FunctionsGone;

  constructor(answer: (functions: readonly FunctionKey[], times: number) => FunctionsGone) {
    this.#answer = answer;
  }

  async look(functions: readonly FunctionKey[]) {
    this.asked.push(...functions);
    return this.#answer(functions, this.asked.length);
  }
}

const deleted = () => new Account((functions) => ({ gone: functions }));

const tell = async (functionLookup: FunctionLookup | undefined, course: Partial<Course> = {}) => {
  const details: Readonly<Record<string, unknown>>[] = [];
  const { sent } = await tellDeployed({
    lines: SILENT,
    from: minuteOf(DELETED),
    minutes: MINUTES,
    ...(functionLookup && { functionLookup }),
    metrics: { emit: (_, detail = {}) => details.push(detail) },
    ...course,
  });
  const lineOf = (name: string) => details.flatMap((one) => (name in one ? [one[name]] : []));
  const opened = sent.filter(({ sequence }) => sequence === 1);
  return { opened, retired: lineOf('retiredAlarms'), failures: lineOf('functionFailure') };
};

describe('a function that fell silent', { timeout: 120_000 }, () => {
  it('is told of when nobody can be asked whether it exists', async () => {
    const { opened } = await tell(undefined);
    expect(opened.map(({ signal, members }) => [signal, members[0]?.function.name])).toEqual([
      ['invocations', 'reports'],
    ]);
  });

  it('is told of when it exists, after it was asked for once', async () => {
    const account = new Account(() => ({ gone: [] }));
    const { opened, retired } = await tell(account);
    expect(opened).toHaveLength(1);
    expect(account.asked).toEqual([{ account: PLACE.account, region: PLACE.region, name: 'reports' }]);
    expect(retired).toEqual([]);
  });

  it('is told of when AWS does not say whether it exists', async () => {
    const { opened, failures } = await tell(new Account(() => ({ gone: [], failure: 'lambda: 403' })));
    expect(opened).toHaveLength(1);
    expect(failures).toEqual(['lambda: 403']);
  });

  it('is not told of when it was deleted, whenever checkpoints are made, ticks run twice or the fleet grows', async () => {
    const courses: Partial<Course>[] = [
      {},
      { isCheckpoint: () => true, isRepeated: (window: Minute) => window % 3 === 0 },
      { isCheckpoint: () => false, growsAt: [20, 60] },
    ];
    for (const course of courses) {
      const account = deleted();
      const { opened, retired } = await tell(account, course);
      expect(opened).toEqual([]);
      expect(account.asked.length).toBeGreaterThan(0);
      expect(retired).toHaveLength(account.asked.length);
    }
  });

  it('is told of when it was created again, and fell silent again', async () => {
    const first = deleted();
    await tell(first);
    const before = first.asked.length;
    const account = new Account((functions, times) => ({ gone: times <= before ? functions : [] }));
    const minutes = 150 + CALLED_AGAIN_MINUTES + MINUTES;
    const { opened } = await tell(account, { lines: RECREATED, minutes });
    const ofSilence = opened.filter(({ signal }) => signal === 'invocations');
    expect(ofSilence).toHaveLength(1);
    const since = ofSilence[0]?.detectedAt ?? 0;
    expect(since).toBeGreaterThan(RETURNED + CALLED_AGAIN_MINUTES * MS_PER_MINUTE);
  });
});
