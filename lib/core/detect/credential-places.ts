import { dayOf } from '../baseline/calendar.ts';
import {
  decodeSeenSet,
  encodeSeenSet,
  learnSeen,
  newSeenSet,
  refreshSeen,
  type SeenSet,
} from '../baseline/seen-set.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { WindowOutside } from '../fold/window.ts';
import { hash32 } from '../hash.ts';
import { type CredentialUse, credentialUseOf } from '../parse/fact-name.ts';
import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { destinationOf } from './destination.ts';
import type { Phase } from './moment.ts';

/** Networks and tools from which the credentials are known to be used outside Lambda. Normal functions have none. */
const MOST_PLACES = 32;
/** Access keys seen inside Lambda lately. Lambda hands out new ones every few hours. */
const MOST_KEYS = 8;
const KEY_MINUTES = MINUTES_PER_DAY;
/** One key in two networks within an hour is one key in two places: nothing moves house that often. */
const SAME_TIME_MINUTES = MINUTES_PER_HOUR;
/** A function whose environments shared a key lately shares keys by nature. */
const SHARING_DAYS = 30;
/** Networks that Lambda itself spoke from: gateways of the function's VPC. Functions outside one have no lasting ones. */
const MOST_HOMES = 8;
/** Said again while it lasts, once a day. */
const REPEAT_MINUTES = MINUTES_PER_DAY;

/** Use of a function's credentials where they do not belong. */
export interface MisplacedUse extends CredentialUse {
  readonly uses: number;
  /** `outside`: not by anything that runs in Lambda. `second`: says that it is Lambda, but its key is in use elsewhere. */
  readonly place: 'outside' | 'second';
  /** The access key is one that Lambda used lately. */
  readonly sharesKey: boolean;
}

interface SeenKey {
  readonly hash: number;
  network: number;
  at: Minute;
}

/** Where the credentials of one function are used. */
export interface CredentialPlaces {
  readonly known: SeenSet;
  /** Where Lambda used the keys. */
  readonly homes: SeenSet;
  keys: SeenKey[];
  /** Last day on which one key was seen in two networks; 0 for never. */
  sharedDay: number;
  /** Uses by Lambda were seen: without them nobody can say that a use outside is odd. */
  hasLambdaUses: boolean;
  reportedAt: Minute;
}

export const newCredentialPlaces = (): CredentialPlaces => ({
  known: newSeenSet(),
  homes: newSeenSet(),
  keys: [],
  sharedDay: 0,
  hasLambdaUses: false,
  reportedAt: minute(0),
});

const NO_KEY = '-';
const networkHash = (address: string): number => hash32(`net:${destinationOf(address).name}`);
/** `aws-cli/2.13.0` and `aws-cli/2.15.1` are one tool. */
const toolHash = (agent: string): number => hash32(`tool:${agent.split('/', 1)[0] ?? agent}`);

/** Takes in a use from within Lambda; true when its key was elsewhere within the hour. */
const noteKey = (places: CredentialPlaces, { key, address }: CredentialUse, at: Minute): boolean => {
  if (key === NO_KEY) return false;
  const hash = hash32(key);
  const network = networkHash(address);
  const seen = places.keys.find((one) => one.hash === hash);
  if (!seen) {
    const kept = places.keys.filter((one) => at - one.at < KEY_MINUTES).sort((a, b) => b.at - a.at);
    places.keys = [{ hash, network, at }, ...kept].slice(0, MOST_KEYS);
    return false;
  }
  const isElsewhere = seen.network !== network && at - seen.at <= SAME_TIME_MINUTES;
  seen.network = network;
  seen.at = at;
  return isElsewhere;
};

const isLambdaKey = ({ keys }: CredentialPlaces, key: string): boolean =>
  key !== NO_KEY && keys.some(({ hash }) => hash === hash32(key));

const learnPlace = ({ known }: CredentialPlaces, { address, agent }: CredentialUse, day: number): void => {
  learnSeen(known, networkHash(address), day, MOST_PLACES);
  learnSeen(known, toolHash(agent), day, MOST_PLACES);
};

const isKnownPlace = ({ known }: CredentialPlaces, { address, agent }: CredentialUse, day: number): boolean => {
  const isKnownNetwork = refreshSeen(known, networkHash(address), day);
  const isKnownTool = refreshSeen(known, toolHash(agent), day);
  return isKnownNetwork || isKnownTool;
};

const secondPlaces = (
  places: CredentialPlaces,
  uses: ReadonlyMap<string, number>,
  phase: Phase,
  at: Minute,
  isOpen: boolean,
): MisplacedUse[] => {
  const day = dayOf(at);
  const found: MisplacedUse[] = [];
  const isUsual = !isOpen && places.sharedDay > 0 && day - places.sharedDay <= SHARING_DAYS;
  // By name, so that the order of arrival within the minute does not matter.
  for (const [name, count] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1))) {
    places.hasLambdaUses = true;
    const use = credentialUseOf(name);
    const network = networkHash(use.address);
    const isAtHome = (places.homes.get(network)?.firstDay ?? day) < day;
    learnSeen(places.homes, network, day, MOST_HOMES);
    if (!noteKey(places, use, at) || isAtHome) continue;
    if (phase === 'mature' && !isUsual) found.push({ ...use, uses: count, place: 'second', sharesKey: true });
    // Told once, it is told again only while it lasts: functions that share keys between environments do so for good.
    places.sharedDay = day;
  }
  return found;
};

const outsidePlaces = (
  places: CredentialPlaces,
  uses: ReadonlyMap<string, number>,
  phase: Phase,
  at: Minute,
): MisplacedUse[] => {
  const day = dayOf(at);
  const found: MisplacedUse[] = [];
  for (const [name, count] of uses) {
    const use = credentialUseOf(name);
    const mayClaim = phase === 'mature' || (phase === 'young' && places.hasLambdaUses);
    if (!mayClaim) learnPlace(places, use, day);
    else if (!isKnownPlace(places, use, day)) {
      found.push({ ...use, uses: count, place: 'outside', sharesKey: isLambdaKey(places, use.key) });
    }
  }
  return found.sort(
    (a, b) => Number(b.sharesKey) - Number(a.sharesKey) || b.uses - a.uses || (a.address < b.address ? -1 : 1),
  );
};

/**
 * Takes in the uses of one window and gives those that should not be. What was reported and goes on is given again only
 * while the alarm is open, or after a day.
 */
export const misplacedUses = (
  places: CredentialPlaces,
  outside: WindowOutside,
  phase: Phase,
  at: Minute,
  isOpen: boolean,
): readonly MisplacedUse[] => {
  const second = secondPlaces(places, outside.lambdaUses.named, phase, at, isOpen);
  const found = [...outsidePlaces(places, outside.foreignUses.named, phase, at), ...second];
  if (found.length === 0) return found;
  const isRepeat = places.reportedAt > 0 && !isOpen && at - places.reportedAt < REPEAT_MINUTES;
  if (isRepeat && !found.some(({ sharesKey }) => sharesKey)) return [];
  places.reportedAt = at;
  return found;
};

export const encodeCredentialPlaces = (places: CredentialPlaces, writer: ByteWriter): void => {
  encodeSeenSet(places.known, writer);
  writer.u8(places.keys.length);
  for (const { hash, network, at } of places.keys) writer.u32(hash).u32(network).varint(at);
  writer
    .varint(places.sharedDay)
    .u8((places.hasLambdaUses ? HAS_LAMBDA_USES : 0) | HAS_HOMES)
    .varint(places.reportedAt);
  encodeSeenSet(places.homes, writer);
};

/** Bits of a byte. What older states lack reads as nothing. */
const HAS_LAMBDA_USES = 1;
const HAS_HOMES = 2;

export const decodeCredentialPlaces = (reader: ByteReader): CredentialPlaces => {
  const known = decodeSeenSet(reader);
  const keys = Array.from({ length: reader.u8() }, () => ({
    hash: reader.u32(),
    network: reader.u32(),
    at: minute(reader.varint()),
  }));
  const sharedDay = reader.varint();
  const flags = reader.u8();
  const reportedAt = minute(reader.varint());
  const homes = (flags & HAS_HOMES) === 0 ? newSeenSet() : decodeSeenSet(reader);
  return { known, homes, keys, sharedDay, hasLambdaUses: (flags & HAS_LAMBDA_USES) !== 0, reportedAt };
};
