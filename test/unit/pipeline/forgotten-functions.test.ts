import { beforeAll, describe, expect, it } from 'vitest';
import { emptySummary, type Summary } from '../../../lib/core/fold/summary.ts';
import { type FunctionId, functionIdOf } from '../../../lib/core/function-key.ts';
import { Fleet, FORGOTTEN_AFTER_DAYS } from '../../../lib/core/pipeline/fleet.ts';
import { encodeFleet, fleetOf } from '../../../lib/core/pipeline/slot-checkpoint.ts';
import { MINUTES_PER_DAY, minute } from '../../../lib/core/units.ts';

const SALT = 3;
const FIRST = Date.UTC(2026, 0, 5) / 60_000;
const SETTINGS = { alertsFrom: minute(FIRST + 3 * MINUTES_PER_DAY), slots: 1 };
const idOf = (name: string): FunctionId => functionIdOf({ account: '111122223333', region: 'eu-west-1', name });
const [BUSY, MONTHLY, GONE] = [idOf('busy'), idOf('monthly'), idOf('gone')];
const DAYS = 2 * FORGOTTEN_AFTER_DAYS;
const GONE_AFTER_DAYS = 4;
const BACK_ON_DAY = DAYS - 2;

const invoked = (): Summary => {
  const summary = emptySummary(SALT);
  summary.starts = 3;
  summary.reports = 3;
  return summary;
};

/** Who runs in a minute of the story. */
const activeAt = (at: number): FunctionId[] => {
  const day = Math.floor(at / MINUTES_PER_DAY);
  const isHour = at % 60 === 0;
  const active: FunctionId[] = [];
  if (isHour) active.push(BUSY);
  if (at % (31 * MINUTES_PER_DAY) === 0) active.push(MONTHLY);
  if (isHour && (day < GONE_AFTER_DAYS || day >= BACK_ON_DAY)) active.push(GONE);
  return active;
};

interface Told {
  readonly sizes: readonly number[];
  readonly edges: readonly string[];
  readonly bytes: Uint8Array;
  readonly fleet: Fleet;
}

/** Runs the story; the fleet is stored and read again after each of so many minutes. */
const tell = (storedEvery: number): Told => {
  let fleet = Fleet.empty(minute(FIRST - 1));
  const sizes: number[] = [];
  const edges: string[] = [];
  for (let at = 0; at < DAYS * MINUTES_PER_DAY; at++) {
    const summaries = new Map(activeAt(at).map((id) => [id, invoked()]));
    edges.push(...fleet.advance(summaries, SETTINGS).map(({ id, type }) => `${id} ${type}`));
    if ((at + 1) % MINUTES_PER_DAY === 0) sizes.push(fleet.size);
    if (at % storedEvery !== 0) continue;
    const stored = { evaluatedUntil: fleet.evaluatedUntil, fleet: encodeFleet(fleet) };
    fleet = fleetOf(stored);
  }
  return { sizes, edges, bytes: encodeFleet(fleet), fleet };
};

describe('a function that has been silent for long', () => {
  let told: Told;
  beforeAll(() => {
    told = tell(Number.POSITIVE_INFINITY);
  });

  it('is forgotten after so many days, and one that runs once a month is not', () => {
    const forgottenOn = GONE_AFTER_DAYS + FORGOTTEN_AFTER_DAYS;
    expect(told.sizes.slice(0, forgottenOn)).toEqual(Array(forgottenOn).fill(3));
    expect(new Set(told.sizes.slice(forgottenOn, BACK_ON_DAY))).toEqual(new Set([2]));
    expect([...told.fleet.functionIds]).toContain(MONTHLY);
  });

  it('comes back as a new one, which learns before anything of it alerts', () => {
    expect(told.sizes.at(-1)).toBe(3);
    expect(told.fleet.stateOf(GONE)?.firstWindow).toBe(FIRST + BACK_ON_DAY * MINUTES_PER_DAY);
    expect(told.fleet.stateOf(BUSY)?.firstWindow).toBe(FIRST);
    const lastEdges = told.edges.filter((edge) => edge.startsWith(`${GONE}|`));
    expect(
      lastEdges.filter((edge) => Number(edge.split('|')[2]?.split(' ')[0]) >= FIRST + BACK_ON_DAY * 1_440),
    ).toEqual([]);
  });

  it('is forgotten in the same minute, however often the fleet is stored in between', { timeout: 60_000 }, () => {
    const stored = tell(97);
    expect(stored.sizes).toEqual(told.sizes);
    expect(stored.edges).toEqual(told.edges);
    expect(stored.bytes).toEqual(told.bytes);
  });
});
