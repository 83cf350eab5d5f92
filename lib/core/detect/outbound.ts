import { dayOf, hourOf } from '../baseline/calendar.ts';
import {
  type DestinationSet,
  decodeDestinationSet,
  encodeDestinationSet,
  learnDestination,
  newDestinationSet,
  refreshDestination,
} from '../baseline/destination-set.ts';
import {
  countDistinct,
  type DistinctCounter,
  decodeDistinct,
  distinctOf,
  encodeDistinct,
  newDistinctCounter,
  resetDistinct,
} from '../baseline/distinct-counter.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import {
  decodeNoveltyBudget,
  encodeNoveltyBudget,
  isRoutine,
  isUsedToNovelty,
  type NoveltyBudget,
  newNoveltyBudget,
  noteName,
  noteNovelty,
  noteVisit,
} from '../baseline/novelty-budget.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Window } from '../fold/window.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import { DESTINATION_KINDS } from './destination.ts';
import { NO_LISTS } from './destination-lists.ts';
import type { DestinationRisk } from './destination-risk.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { type ExaminedDestination, examineDestination } from './examine-destination.ts';
import { isLearning, type Moment } from './moment.ts';
import { type Finding, type Flood, noveltyEvidence, volumeEvidence } from './outbound-evidence.ts';
import {
  acceptVolume,
  advanceVolume,
  chargeVolume,
  decodeVolume,
  encodeVolume,
  newOutboundVolume,
  type OutboundVolume,
  resetVolume,
  volumeSurprise,
} from './outbound-volume.ts';
import { PENDING_MINUTES, type PendingDestination, pendingFor } from './pending-destinations.ts';
import { topNames } from './top-names.ts';
import type { Verdict } from './verdict.ts';

/** What a bare address is riskier than a domain by. */
const NAMELESS_RELIEF = 1;
/** From this risk on, one call is enough to alert, and repetition alone never makes a destination known. */
const ALARMING_RISK = 2;
/** From this risk on a destination alarms in a function too new to have habits: more than a bare address. */
const ALARMING_IN_ANY = 2.5;
/** Below this risk (AWS services, buckets, private networks) new destinations are only remembered. */
const NOTABLE_RISK = 1;
/** Plain new domains are alerted on when called twice: one call may be a typo or a link in a log line. */
const LEAST_CALLS = 2;
/** What is critical is said again after a day; other strangers are reported once. */
const REPEAT_MINUTES = MINUTES_PER_DAY;
/** More new destinations than this within an hour is a flood: scanning, tunnelling, or a crawler gone wrong. */
const FLOOD_PER_HOUR = 20;
const MOST_NAMES_OF_FLOOD = 2;
const FLOOD = { floor: FLOOD_PER_HOUR, ceiling: 1_000 } as const;
/** New destinations of one hour that count as a habit of meeting new ones. */
const MOST_HABITUAL_PER_HOUR = 1;
/** A destination that this many other functions already know is the fleet's, not this function's news. */
const COMMON_FUNCTIONS = 3;
const COMMON_RELIEF = 1;
const FIRST_IN_FLEET = 0.5;
/** A function that meets new addresses (tenants, buckets) all the time is used to them. */
const NOVELTY_RELIEF = 1;

export interface OutboundState {
  readonly known: DestinationSet;
  pending: PendingDestination[];
  readonly budgets: NoveltyBudget[];
  hour: number;
  readonly novelThisHour: DistinctCounter;
  /** Where a flood begins for this function: some meet dozens of tenants an hour by nature. */
  readonly flood: Calibrator;
  readonly volume: OutboundVolume;
}

const fleetRisk = (looks: DestinationRisk, hash: number, moment: Moment): number => {
  const functions = moment.context.prevalence(hash, moment.minute);
  if (functions >= COMMON_FUNCTIONS) return looks.risk - COMMON_RELIEF;
  return functions === 0 ? looks.risk + FIRST_IN_FLEET : looks.risk;
};

const promote = (state: OutboundState, hash: number, day: number): void => {
  state.pending = state.pending.filter((pending) => pending.hash !== hash);
  learnDestination(state.known, hash, day);
};

/** Decides about a destination that is not known; a finding when it is worth an alert. */
const meetStranger = (
  state: OutboundState,
  raw: string,
  { destination, looks, isBlocked, kindIndex }: ExaminedDestination,
  calls: number,
  moment: Moment,
  isOpen: boolean,
): Finding | undefined => {
  const day = dayOf(moment.minute);
  const budget = state.budgets[kindIndex];
  const isOfMany = destination.kind === 'address' || destination.kind === 'tenant';
  const isUsed = budget !== undefined && (isUsedToNovelty(budget, day) || (isOfMany && isRoutine(budget)));
  const pending = pendingFor(state, destination.hash, moment.minute);
  const isFirst = pending.calls === 0;
  pending.calls += calls;
  countDistinct(state.novelThisHour, destination.hash);
  // A new function's first days show what it is used to; in fleet-wide learning the first days are everybody's first.
  const counts = moment.phase === 'young' || day >= moment.calibration.calibratesFromDay;
  // Many new names at once, or during an alarm, are one event, and no habit: an attack must not excuse the next one.
  const isHabit = !isOpen && distinctOf(state.novelThisHour) <= MOST_HABITUAL_PER_HOUR;
  if (isFirst && budget) {
    if (!counts) noteName(budget);
    else if (isHabit) noteNovelty(budget, day);
  }
  if (
    moment.phase === 'silent' ||
    (moment.phase === 'young' && looks.risk < ALARMING_IN_ANY && !looks.isCritical && !isBlocked)
  ) {
    if (!isFlooded(state)) promote(state, destination.hash, day);
    return undefined;
  }
  const relief = isUsed && !looks.isCritical && !isBlocked ? NOVELTY_RELIEF : 0;
  const risk =
    looks.isCritical || isBlocked ? looks.risk + FIRST_IN_FLEET : fleetRisk(looks, destination.hash, moment) - relief;
  if (risk < ALARMING_RISK) {
    if (looks.risk < NOTABLE_RISK || isUsed || risk < NOTABLE_RISK) {
      if (!isFlooded(state)) promote(state, destination.hash, day);
      return undefined;
    }
    if (pending.calls < LEAST_CALLS) return undefined;
  }
  const isRepeat = pending.reportedAt > 0;
  if (isRepeat && !looks.isCritical && !isBlocked && moment.minute - pending.firstAt >= PENDING_MINUTES) {
    promote(state, destination.hash, day);
    return undefined;
  }
  if (isRepeat && !isOpen && !((looks.isCritical || isBlocked) && moment.minute - pending.reportedAt >= REPEAT_MINUTES))
    return undefined;
  // A harmless stranger is known once it was reported; an alarming one keeps its alarm open until it is accepted.
  if (risk < ALARMING_RISK) promote(state, destination.hash, day);
  else pending.reportedAt = moment.minute;
  return { name: raw, destination, calls: pending.calls, risk, looks };
};

/** An address without a name alarms where names are usual; a flow log has nothing but addresses. */
const asRecorded = (examined: ExaminedDestination, raw: string, { outside }: Window): ExaminedDestination => {
  const { destination, looks, isBlocked } = examined;
  const isPlain = destination.kind === 'address' && destination.port === undefined && !isBlocked && !looks.isCritical;
  if (!isPlain || !outside?.outboundBytes.named.has(raw)) return examined;
  return { ...examined, looks: { ...looks, risk: looks.risk - NAMELESS_RELIEF, reasons: [] } };
};

const isFlooded = (state: OutboundState): boolean => distinctOf(state.novelThisHour) > FLOOD_PER_HOUR;

const observe = (state: OutboundState, window: Window, moment: Moment, isOpen: boolean): Finding[] => {
  const hour = hourOf(moment.minute);
  if (hour !== state.hour) {
    state.hour = hour;
    resetDistinct(state.novelThisHour);
  }
  const day = dayOf(moment.minute);
  const lists = moment.context.lists ?? NO_LISTS;
  const findings: Finding[] = [];
  let total = window.destinations.other;
  window.destinations.named.forEach((calls, raw) => {
    const examined = examineDestination(raw, lists);
    const { destination, isBlocked, kindIndex } = examined;
    if (destination.kind === 'runtime') return;
    total += calls;
    const budget = state.budgets[kindIndex];
    if (budget) noteVisit(budget, day);
    if (refreshDestination(state.known, destination.hash, day) && !isBlocked) return;
    const finding = meetStranger(state, raw, asRecorded(examined, raw, window), calls, moment, isOpen);
    if (finding) findings.push(finding);
  });
  advanceVolume(state.volume, total, window.invocations, moment, isOpen);
  if (findings.length > 1) findings.sort((a, b) => b.risk - a.risk || b.calls - a.calls || (a.name < b.name ? -1 : 1));
  return findings;
};

/** Distinct new destinations of this hour, those beyond the fold's cap included. */
const novelCount = (state: OutboundState, window: Window): number =>
  distinctOf(state.novelThisHour) + window.destinations.otherDistinct;

/** Some destinations of a window that were not known before today, most called first. */
const newNames = (state: OutboundState, { destinations }: Window, moment: Moment): Flood['names'] =>
  topNames(destinations.named, destinations.named.size)
    .filter(([name]) => {
      const { destination } = examineDestination(name, moment.context.lists ?? NO_LISTS);
      const seen = state.known.get(destination.hash);
      return seen === undefined || seen.firstDay >= dayOf(moment.minute);
    })
    .slice(0, MOST_NAMES_OF_FLOOD);

const judge = (
  state: OutboundState,
  window: Window,
  findings: readonly Finding[],
  moment: Moment,
  isOpen: boolean,
): Verdict => {
  turnDay(state.flood, dayOf(moment.minute), FLOOD, moment.calibration);
  const novel = novelCount(state, window);
  if (!isOpen) recordHeight(state.flood, novel, isLearning(moment));
  if (moment.phase === 'silent') return LEARNING;
  const line = state.flood.threshold;
  const flood =
    moment.phase === 'mature' && novel > line
      ? { perHour: novel, line, names: newNames(state, window, moment) }
      : undefined;
  const volume = moment.phase === 'mature' ? volumeSurprise(state.volume) : 0;
  if (findings.length > 0 || flood) {
    return { kind: 'anomalous', evidence: noveltyEvidence(findings, flood, volume, window, moment) };
  }
  if (volume >= 1) return { kind: 'anomalous', evidence: volumeEvidence(state.volume, window, moment) };
  return moment.phase === 'mature' ? NORMAL : LEARNING;
};

/** After an alarm: alarming strangers are known only when `everything` is accepted, or after their probation. */
const learnReported = (state: OutboundState, at: Minute, everything: boolean): void => {
  const day = dayOf(at);
  for (const { hash, reportedAt, firstAt } of state.pending) {
    if (reportedAt > 0 && (everything || at - firstAt >= PENDING_MINUTES)) promote(state, hash, day);
  }
};

/** Where a function calls, and how often: first-seen destinations by risk, floods of them, and volume. */
export const outboundDetector: Detector<OutboundState> = {
  create: (firstWindow) => ({
    known: newDestinationSet(),
    pending: [],
    budgets: DESTINATION_KINDS.map(() => newNoveltyBudget(dayOf(firstWindow))),
    hour: hourOf(firstWindow),
    novelThisHour: newDistinctCounter(),
    flood: newCalibrator(dayOf(firstWindow), FLOOD),
    volume: newOutboundVolume(firstWindow),
  }),
  advance: (state, window, moment, isOpen) =>
    judge(state, window, observe(state, window, moment, isOpen), moment, isOpen),
  opened: (state) => chargeVolume(state.volume),
  settled: (state, moment) => {
    learnReported(state, moment.minute, false);
    resetVolume(state.volume, moment.minute);
  },
  accepted: (state, moment) => {
    learnReported(state, moment.minute, true);
    acceptVolume(state.volume, moment.minute);
  },
  encode: (state: OutboundState, writer: ByteWriter) => {
    encodeVolume(state.volume, writer);
    for (const budget of state.budgets) encodeNoveltyBudget(budget, writer);
    writer.varint(state.hour);
    encodeDistinct(state.novelThisHour, writer);
    encodeCalibrator(state.flood, writer);
    writer.u8(state.pending.length);
    for (const { hash, calls, firstAt, reportedAt } of state.pending) {
      writer.u32(hash).varint(calls).varint(firstAt).varint(reportedAt);
    }
    encodeDestinationSet(state.known, writer);
  },
  decode: (reader: ByteReader) => ({
    volume: decodeVolume(reader),
    budgets: DESTINATION_KINDS.map(() => decodeNoveltyBudget(reader)),
    hour: reader.varint(),
    novelThisHour: decodeDistinct(reader),
    flood: decodeCalibrator(reader),
    pending: Array.from({ length: reader.u8() }, () => ({
      hash: reader.u32(),
      calls: reader.varint(),
      firstAt: minute(reader.varint()),
      reportedAt: reader.varint(),
    })),
    known: decodeDestinationSet(reader),
  }),
};
