import { type EpochMs, epochMs, type Minute, MS_PER_MINUTE, minuteOf, startOf } from '../../../core/units.ts';
import { expectedPerMinute } from './arrivals.ts';
import type { FunctionProfile } from './function-profile.ts';
import { Random } from './random.ts';
import { FAILURES } from './roles.ts';
import type { Deploy, HiddenIncident, Story, Trouble, TroubleKind } from './story.ts';

/** Time between learning and the first trouble, and between the last trouble and the end. */
const MARGIN_MINUTES = 90;
/** Troubles begin at least this far apart, so that each has its own alerts. */
const APART_MINUTES = 50;

interface Recipe {
  readonly kind: TroubleKind;
  /** Length in minutes, from and to. */
  readonly minutes: readonly [number, number];
  /** A change nobody can notice is no incident: so much must happen per minute, on an ordinary day at that time. */
  readonly perMinuteAtLeast: number;
  readonly suits: readonly FunctionProfile['traffic']['kind'][];
}

const RECIPES: readonly [Recipe, ...Recipe[]] = [
  { kind: 'rate-spike', minutes: [30, 55], perMinuteAtLeast: 0.8, suits: ['http', 'queue'] },
  { kind: 'outage', minutes: [70, 120], perMinuteAtLeast: 1, suits: ['http', 'queue', 'cron'] },
  { kind: 'error-spike', minutes: [30, 60], perMinuteAtLeast: 1, suits: ['http', 'queue'] },
  { kind: 'slow-deploy', minutes: [80, 150], perMinuteAtLeast: 1, suits: ['http', 'queue'] },
  { kind: 'new-destination', minutes: [45, 90], perMinuteAtLeast: 0.5, suits: ['http', 'queue'] },
];

export interface StoryFrame {
  readonly from: Minute;
  /** Troubles are hidden from here on. */
  readonly watchedFrom: Minute;
  readonly until: Minute;
}

/** Invents what goes wrong: each kind of trouble once, more of them where there are functions left to suffer. */
export const writeStory = (seed: number, fleet: readonly FunctionProfile[], frame: StoryFrame): Story => {
  const random = new Random(`${seed}|story`);
  const recipes: Recipe[] = random.shuffled(RECIPES);
  const extras = fleet.length >= 12 ? random.integer(0, 2) : 0;
  for (let left = extras; left > 0; left--) recipes.push(random.pick(RECIPES));
  const incidents: HiddenIncident[] = [];
  for (const recipe of recipes) {
    const incident = place(random, recipe, fleet, frame, incidents);
    if (incident !== undefined) incidents.push(incident);
  }
  incidents.sort((a, b) => a.from - b.from);
  return { incidents, deploys: [...causedDeploys(incidents), ...harmlessDeploys(random, fleet, frame, incidents)] };
};

const place = (
  random: Random,
  recipe: Recipe,
  fleet: readonly FunctionProfile[],
  frame: StoryFrame,
  taken: readonly HiddenIncident[],
): HiddenIncident | undefined => {
  const [shortest, longest] = recipe.minutes;
  const minutes = random.integer(shortest, longest);
  const free = fleet.filter(
    (each) => recipe.suits.includes(each.traffic.kind) && !taken.some((other) => other.functionName === each.key.name),
  );
  for (let attempt = 0; attempt < 400; attempt++) {
    const [profile] = random.shuffled(free);
    if (profile === undefined) return undefined;
    const first = frame.watchedFrom + MARGIN_MINUTES;
    const from = startOf(
      minuteOf(epochMs(random.integer(first, frame.until - minutes - MARGIN_MINUTES) * MS_PER_MINUTE)),
    );
    const until = epochMs(from + minutes * MS_PER_MINUTE);
    const usual = expectedPerMinute(profile.traffic, minuteOf(from));
    const crowded = taken.some((other) => Math.abs(other.from - from) < APART_MINUTES * MS_PER_MINUTE);
    if (usual < recipe.perMinuteAtLeast || crowded) continue;
    return { functionName: profile.key.name, from, until, trouble: troubleOf(random, recipe.kind, profile) };
  }
  return undefined;
};

const troubleOf = (random: Random, kind: TroubleKind, profile: FunctionProfile): Trouble => {
  switch (kind) {
    case 'rate-spike':
      return { kind, factor: random.between(5, 9) };
    case 'outage':
      return { kind };
    case 'error-spike': {
      const unusual = FAILURES[profile.runtime].filter((each) => !profile.failureKinds.includes(each));
      const failure = random.shuffled(unusual)[0] ?? profile.failureKinds[0];
      return { kind, failureShare: random.between(0.3, 0.7), failure };
    }
    case 'slow-deploy':
      return { kind, factor: random.between(2.6, 4) };
    case 'new-destination':
      return { kind, host: suspiciousHost(random), share: random.between(0.15, 0.4) };
  }
};

/**
 * Addresses are from the documentation ranges of RFC 5737. Names must have a real top-level domain, or they would count as
 * internal; they are drawn at random, long enough to be nobody's. Nothing ever connects to them.
 */
const suspiciousHost = (random: Random): string =>
  random.pick([
    `203.0.113.${random.integer(2, 250)}:${random.pick([4444, 8081, 9001])}`,
    `198.51.100.${random.integer(2, 250)}:${random.pick([1337, 5555])}`,
    `${drawnLetters(random, 14)}.${random.pick(['top', 'xyz', 'click'])}`,
    `pool.${drawnLetters(random, 10)}.xyz:3333`,
  ]);

const drawnLetters = (random: Random, length: number): string =>
  Array.from({ length }, () => random.pick(['q', 'x', '7', 'k', 'z', '4', 'v', '9', 'w', 'j', '2', 'f'])).join('');

const causedDeploys = (incidents: readonly HiddenIncident[]): Deploy[] =>
  incidents
    .filter((each) => each.trouble.kind === 'slow-deploy')
    .flatMap(({ functionName, from, until }) => [
      { functionName, at: from },
      { functionName, at: until },
    ]);

/** Ordinary work: new versions at ordinary times, which should alarm nobody. */
const harmlessDeploys = (
  random: Random,
  fleet: readonly FunctionProfile[],
  frame: StoryFrame,
  incidents: readonly HiddenIncident[],
): Deploy[] => {
  const at = (from: Minute, until: Minute): EpochMs => epochMs(random.integer(from, until) * MS_PER_MINUTE);
  const quiet = fleet.filter((each) => !incidents.some((other) => other.functionName === each.key.name));
  return [
    ...fleet.map(({ key }) => ({ functionName: key.name, at: at(frame.from, frame.watchedFrom) })),
    ...random
      .shuffled(quiet)
      .slice(0, 3)
      .map(({ key }) => ({ functionName: key.name, at: at(frame.watchedFrom, frame.until) })),
  ];
};
