import { dayOf } from '../baseline/calendar.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Window, WindowOutside } from '../fold/window.ts';
import { worstSeverity } from '../signal.ts';
import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import type { Destination } from './destination.ts';
import { NO_LISTS } from './destination-lists.ts';
import type { Detector } from './detector.ts';
import {
  advanceLookups,
  chargeLookups,
  type DnsLookups,
  decodeLookups,
  encodeLookups,
  type NameSurge,
  newDnsLookups,
  resetLookups,
} from './dns-lookups.ts';
import { examineDestination } from './examine-destination.ts';
import type { Moment } from './moment.ts';
import { type OutboundState, outboundDetector } from './outbound.ts';
import {
  acceptBytes,
  advanceBytes,
  byteSurge,
  chargeBytes,
  decodeBytes,
  encodeBytes,
  newOutboundBytes,
  type OutboundBytes,
  resetBytes,
} from './outbound-bytes.ts';
import { bytesEvidence, firewallEvidence, lookupsEvidence } from './outbound-traffic-evidence.ts';
import type { Evidence, Verdict } from './verdict.ts';

/** A destination met for the first time within the hour casts its light on what is sent. */
const NEW_MINUTES = MINUTES_PER_HOUR;
const LONGEST_NAME = 100;

/** A destination that the function had not called before the day on which it did, and when. */
interface NewestDestination {
  at: Minute;
  name: string;
}

export interface OutboundTrafficState {
  /** Which destinations, and how many calls. */
  readonly places: OutboundState;
  /** Absent until a flow log speaks of the function. */
  bytes: OutboundBytes | undefined;
  /** Absent until a DNS log speaks of the function. */
  lookups: DnsLookups | undefined;
  readonly newest: NewestDestination;
  /** When matches of the DNS Firewall were last told; 0 for never. */
  firewallAt: Minute;
}

/** A destination by its name in a log; parsed once, as the same names come every minute. */
const destinationIn = (name: string, { context }: Moment): Destination =>
  examineDestination(name, context.lists ?? NO_LISTS).destination;

/** Whether a destination was not known before today. */
const isNewToday = ({ known }: OutboundState, { hash }: Destination, { minute: at }: Moment): boolean => {
  const seen = known.get(hash);
  return seen === undefined || seen.firstDay >= dayOf(at);
};

const noteNewest = ({ places, newest }: OutboundTrafficState, { destinations }: Window, moment: Moment): void => {
  const lists = moment.context.lists ?? NO_LISTS;
  destinations.named.forEach((_, name) => {
    const { destination, takesData } = examineDestination(name, lists);
    if (!takesData || !isNewToday(places, destination, moment)) return;
    // Of several in one window the first by name, so that their order does not matter.
    if (newest.at === moment.minute && newest.name <= name) return;
    newest.at = moment.minute;
    newest.name = name.slice(0, LONGEST_NAME);
  });
};

const bytesVerdict = (
  state: OutboundTrafficState,
  { outboundBytes }: WindowOutside,
  moment: Moment,
  isOpen: boolean,
): Evidence | undefined => {
  if (outboundBytes.named.size === 0 && outboundBytes.other === 0) return undefined;
  state.bytes ??= newOutboundBytes(moment.minute);
  advanceBytes(state.bytes, outboundBytes, moment, isOpen);
  const surge = moment.phase === 'mature' ? byteSurge(state.bytes) : undefined;
  if (surge === undefined) return undefined;
  const { at, name } = state.newest;
  const newest = at > 0 && moment.minute - at < NEW_MINUTES ? name : undefined;
  const isNew = (destination: string): boolean => isNewToday(state.places, destinationIn(destination, moment), moment);
  return bytesEvidence(surge, outboundBytes.named, isNew, newest, moment);
};

const lookupsVerdict = (
  state: OutboundTrafficState,
  outside: WindowOutside,
  moment: Moment,
  isOpen: boolean,
): Evidence | undefined => {
  if (outside.domains.named.size === 0) return undefined;
  state.lookups ??= newDnsLookups(moment.minute);
  const surge: NameSurge | undefined = advanceLookups(state.lookups, outside, moment, isOpen);
  return surge && lookupsEvidence(surge, isNewToday(state.places, destinationIn(surge.domain, moment), moment), moment);
};

/** Somebody wrote the rule that matched: no need to learn. What goes on is told again each day. */
const firewallVerdict = (
  state: OutboundTrafficState,
  { firewallHits }: WindowOutside,
  moment: Moment,
  isOpen: boolean,
): Evidence | undefined => {
  if (firewallHits.named.size === 0 || moment.phase === 'silent') return undefined;
  const isRepeat = state.firewallAt > 0 && moment.minute - state.firewallAt < MINUTES_PER_DAY;
  if (isRepeat && !isOpen) return undefined;
  state.firewallAt = moment.minute;
  return firewallEvidence(firewallHits.named, moment);
};

/** What sources other than the function's own log speak of. */
const judgeOutside = (
  state: OutboundTrafficState,
  outside: WindowOutside,
  moment: Moment,
  isOpen: boolean,
): readonly Evidence[] =>
  [bytesVerdict, lookupsVerdict, firewallVerdict]
    .map((judge) => judge(state, outside, moment, isOpen))
    .filter((evidence) => evidence !== undefined);

const NOTHING: readonly Evidence[] = [];
const MOST_FACTS = 4;

/** The gravest speaks; the best fact of each of the others is told with it. */
const united = (verdict: Verdict, others: readonly Evidence[]): Verdict => {
  if (verdict.kind !== 'anomalous' && others.length === 0) return verdict;
  const all = [...(verdict.kind === 'anomalous' ? [verdict.evidence] : []), ...others];
  const severity = all.reduce((worst, one) => worstSeverity(worst, one.severity), all[0]?.severity ?? 'low');
  const first = all.find((one) => one.severity === severity);
  if (first === undefined) return verdict;
  const more = all.filter((one) => one !== first).flatMap(({ facts }) => facts.slice(0, 1));
  return { kind: 'anomalous', evidence: { ...first, facts: [...first.facts, ...more].slice(0, MOST_FACTS) } };
};

const eachPart = (
  { bytes, lookups }: OutboundTrafficState,
  doBytes: (bytes: OutboundBytes) => void,
  doLookups: (lookups: DnsLookups) => void,
): void => {
  if (bytes) doBytes(bytes);
  if (lookups) doLookups(lookups);
};

/** Everything that leaves a function: where to, how often, how many bytes, and what it asks the name server. */
export const outboundTrafficDetector: Detector<OutboundTrafficState> = {
  create: (firstWindow) => ({
    places: outboundDetector.create(firstWindow),
    bytes: undefined,
    lookups: undefined,
    newest: { at: minute(0), name: '' },
    firewallAt: minute(0),
  }),
  advance: (state, window, moment, isOpen) => {
    // Before the calls are learnt, or nothing would be new.
    noteNewest(state, window, moment);
    const { outside } = window;
    const found = outside ? judgeOutside(state, outside, moment, isOpen) : NOTHING;
    const verdict = outboundDetector.advance(state.places, window, moment, isOpen);
    return moment.phase === 'silent' ? verdict : united(verdict, found);
  },
  opened: (state, moment) => {
    outboundDetector.opened(state.places, moment);
    eachPart(state, chargeBytes, chargeLookups);
  },
  settled: (state, moment) => {
    outboundDetector.settled(state.places, moment);
    eachPart(
      state,
      (bytes) => resetBytes(bytes, moment.minute),
      (lookups) => resetLookups(lookups, moment.minute),
    );
  },
  accepted: (state, moment) => {
    outboundDetector.accepted(state.places, moment);
    eachPart(
      state,
      (bytes) => acceptBytes(bytes, moment.minute),
      (lookups) => resetLookups(lookups, moment.minute),
    );
  },
  encode: (state, writer: ByteWriter) => {
    outboundDetector.encode(state.places, writer);
    writer.u8((state.bytes ? 1 : 0) + (state.lookups ? 2 : 0));
    if (state.bytes) encodeBytes(state.bytes, writer);
    if (state.lookups) encodeLookups(state.lookups, writer);
    writer.varint(state.newest.at).text(state.newest.name).varint(state.firewallAt);
  },
  decode: (reader: ByteReader) => {
    const places = outboundDetector.decode(reader);
    const parts = reader.u8();
    const bytes = (parts & 1) !== 0 ? decodeBytes(reader) : undefined;
    const lookups = (parts & 2) !== 0 ? decodeLookups(reader) : undefined;
    const newest = { at: minute(reader.varint()), name: reader.text() };
    return { places, bytes, lookups, newest, firewallAt: minute(reader.varint()) };
  },
};
