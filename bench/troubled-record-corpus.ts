import { Random } from './fleet/random.ts';

const MINUTES_PER_DAY = 1_440;
const MS_PER_MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 2, 25, 7, 43);

/** How one function is called: calls per minute at noon, and how many of a day's minutes have any. */
interface Habit {
  readonly name: string;
  readonly rate: number;
  readonly isActive: (minute: number, random: Random) => boolean;
  /** From this minute on, for two hours, something is wrong with it. */
  readonly trouble: Trouble;
  readonly troubleAt: number;
}

type Trouble = 'none' | 'spike' | 'stop' | 'errors' | 'timeouts' | 'slow' | 'cold' | 'stranger' | 'flood' | 'volume';

const TROUBLES: readonly Trouble[] = [
  'none',
  'spike',
  'stop',
  'errors',
  'timeouts',
  'slow',
  'cold',
  'stranger',
  'flood',
  'volume',
];

const always = (): boolean => true;
const now = (share: number) => (_minute: number, random: Random) => random.next() < share;
const every = (period: number) => (minute: number) => minute % period === 0;
const HABITS: readonly (Pick<Habit, 'rate' | 'isActive'> & { readonly kind: string })[] = [
  { kind: 'busy', rate: 40, isActive: always },
  { kind: 'steady', rate: 4, isActive: always },
  { kind: 'sparse', rate: 0.5, isActive: now(0.05) },
  { kind: 'cron', rate: 1, isActive: every(30) },
  { kind: 'batch', rate: 300, isActive: every(360) },
];

const habitsOf = (days: number): readonly Habit[] =>
  HABITS.flatMap(({ kind, ...habit }, place) =>
    TROUBLES.map((trouble, index) => ({
      name: `${kind}-${trouble}`,
      ...habit,
      trouble,
      troubleAt: Math.floor(days * MINUTES_PER_DAY * (0.55 + 0.04 * index) + 77 * place),
    })),
  );

const TROUBLE_MINUTES = 120;

const outboundOf = (trouble: Trouble, calls: number, random: Random): Record<string, number> => {
  const outbound: Record<string, number> = {
    'api.example.com': calls,
    'dynamodb.eu-west-1.amazonaws.com:443': 2 * calls,
  };
  if (random.next() < 0.02) outbound[`s3.amazonaws.com/bucket-${random.integer(0, 30)}`] = 1;
  if (trouble === 'stranger') outbound[random.next() < 0.5 ? 'xmr.pool.example:3333' : 'Collector.Example.TK'] = 2;
  if (trouble === 'flood')
    for (let place = 0; place < 60; place++) outbound[`h${random.integer(0, 900)}.example.org`] = 1;
  if (trouble === 'volume') outbound['api.example.com'] = 30 * calls;
  return outbound;
};

const recordOf = (habit: Habit, minute: number, random: Random): object | undefined => {
  const since = minute - habit.troubleAt;
  const trouble = since >= 0 && since < TROUBLE_MINUTES ? habit.trouble : 'none';
  if (trouble === 'stop' || !habit.isActive(minute, random)) return undefined;
  const day = 1 + 0.6 * Math.sin((minute / MINUTES_PER_DAY) * 2 * Math.PI);
  const wanted = habit.rate * day * (0.5 + random.next()) * (trouble === 'spike' ? 12 : 1);
  const invocations = Math.max(1, Math.round(wanted));
  const errors = trouble === 'errors' ? Math.ceil(invocations / 2) : random.next() < 0.03 ? 1 : 0;
  const timeouts = trouble === 'timeouts' ? Math.ceil(invocations / 2) : 0;
  const slowness = trouble === 'slow' ? 3 : 1;
  const coldShare = trouble === 'cold' ? 0.9 : 0.02;
  const version = String(1 + Math.floor((minute + habit.name.length * 1_000) / (4 * MINUTES_PER_DAY)));
  return {
    t: new Date(BEGIN + minute * MS_PER_MINUTE).toISOString(),
    function: habit.name,
    ...(random.next() < 0.9 && { version }),
    invocations,
    errors: errors + timeouts,
    errorKinds: {
      ...(errors > 0 && { [trouble === 'errors' ? 'java.lang.NullPointerException' : 'TypeError']: errors }),
      ...(timeouts > 0 && { Timeout: timeouts }),
    },
    timeouts,
    coldStarts: Math.round(invocations * coldShare * random.next()),
    durations: Array.from({ length: Math.min(invocations, 20) }, () => slowness * (4 + 300 * random.next() ** 3)),
    outbound: outboundOf(trouble, invocations, random),
  };
};

/** Window records of functions of several habits, each with one trouble of its own, in order of time. */
export function* troubledRecords(days: number): Generator<object> {
  const random = new Random(11);
  const habits = habitsOf(days);
  for (let minute = 0; minute < days * MINUTES_PER_DAY; minute++) {
    for (const habit of habits) {
      const record = recordOf(habit, minute, random);
      if (record !== undefined) yield record;
    }
  }
}
