import { dayOf, hourOf } from '../baseline/calendar.ts';
import {
  decodeNoveltyBudget,
  encodeNoveltyBudget,
  isUsedToNovelty,
  type NoveltyBudget,
  newNoveltyBudget,
  noteNovelty,
} from '../baseline/novelty-budget.ts';
import {
  decodeSeenSet,
  encodeSeenSet,
  learnSeen,
  newSeenSet,
  refreshSeen,
  type SeenSet,
} from '../baseline/seen-set.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash32 } from '../hash.ts';
import { SEVERITIES, type Severity, severityRank } from '../signal.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import { apiActionRisk, isReadingAction } from './api-action-risk.ts';
import type { Moment, Phase } from './moment.ts';

/** Actions, services and refused calls remembered per function. A busy function uses a few dozen. */
const MOST_NAMES = 384;
/** New actions within an hour that are a walk through the API, and not a new feature. */
const WALK_ACTIONS = 8;
/** Alarming actions on probation: repetition alone never makes them known. */
const MOST_ALARMING = 16;
const PROBATION_MINUTES = 14 * MINUTES_PER_DAY;
/** What is alarming and goes on is said again after a day. */
const REPEAT_MINUTES = MINUTES_PER_DAY;

/** A call that the function never made, worth telling. */
export interface NewAction {
  /** `service:Action`. */
  readonly name: string;
  readonly calls: number;
  /** Every try was refused. */
  readonly isDenied: boolean;
  readonly severity: Severity;
  /** Own words; empty for a plain new service. */
  readonly reason: string;
}

interface Alarming {
  readonly hash: number;
  readonly firstAt: Minute;
  reportedAt: Minute;
}

/** Which calls a function is known to make. */
export interface ApiActions {
  readonly known: SeenSet;
  readonly budget: NoveltyBudget;
  alarming: Alarming[];
  hour: number;
  /** New actions of this hour. */
  novel: number;
}

export const newApiActions = (firstWindow: Minute): ApiActions => ({
  known: newSeenSet(),
  budget: newNoveltyBudget(dayOf(firstWindow)),
  alarming: [],
  hour: hourOf(firstWindow),
  novel: 0,
});

const actionHash = (action: string, isDenied: boolean): number => hash32(`${isDenied ? 'tried' : 'done'}:${action}`);
const serviceHash = (action: string): number => hash32(`service:${action.slice(0, action.indexOf(':'))}`);
/** Of a call that was refused, with the reason. */
export const refusalHash = (action: string, code: string): number => hash32(`refused:${action} ${code}`);

const learn = (actions: ApiActions, hash: number, day: number): void => learnSeen(actions.known, hash, day, MOST_NAMES);

/** Remembers a refusal; true when it is the first of its kind. */
export const learnRefusal = (actions: ApiActions, hash: number, day: number): boolean => {
  if (refreshSeen(actions.known, hash, day)) return false;
  learn(actions, hash, day);
  return true;
};

const stepped = (severity: Severity, steps: number): Severity => {
  const rank = Math.min(SEVERITIES.length - 1, Math.max(0, severityRank(severity) + steps));
  return SEVERITIES[rank] ?? severity;
};

/** A deploy explains new calls, short of those that nobody deploys; a burst of refusals before makes them worse. */
const inContext = (severity: Severity, isDenied: boolean, isAfterBurst: boolean, moment: Moment): Severity => {
  const afterDeploy = moment.deploy !== undefined || moment.change !== undefined;
  if (isAfterBurst) return stepped(severity, isDenied ? 0 : 1);
  if (isDenied || (afterDeploy && severity !== 'critical')) return stepped(severity, -1);
  return severity;
};

/** Whether an alarming action is to be told now; keeps it on probation either way. */
const isTold = (actions: ApiActions, hash: number, moment: Moment, isOpen: boolean): boolean => {
  const at = moment.minute;
  const seen = actions.alarming.find((one) => one.hash === hash);
  if (!seen) {
    const oldestFirst = actions.alarming.slice(-(MOST_ALARMING - 1));
    actions.alarming = [...oldestFirst, { hash, firstAt: at, reportedAt: at }];
    return true;
  }
  if (!isOpen && at - seen.reportedAt < REPEAT_MINUTES) return false;
  seen.reportedAt = at;
  return true;
};

const isAlarming = (severity: Severity): boolean => severityRank(severity) >= severityRank('high');

const meet = (
  actions: ApiActions,
  name: string,
  calls: number,
  isDenied: boolean,
  isAfterBurst: boolean,
  phase: Phase,
  moment: Moment,
  isOpen: boolean,
): NewAction | undefined => {
  const day = dayOf(moment.minute);
  const hash = actionHash(name, isDenied);
  if (refreshSeen(actions.known, hash, day)) {
    refreshSeen(actions.known, serviceHash(name), day);
    return undefined;
  }
  const isNewService = !refreshSeen(actions.known, serviceHash(name), day);
  const risk = apiActionRisk(name);
  const onProbation = actions.alarming.find((one) => one.hash === hash);
  if (!onProbation) {
    actions.novel++;
    if (day >= moment.calibration.calibratesFromDay) noteNovelty(actions.budget, day);
  }
  const isUsed = isUsedToNovelty(actions.budget, day);
  learn(actions, serviceHash(name), day);
  const mayTell = phase === 'mature' || (phase === 'young' && risk?.severity === 'critical');
  const isOver = onProbation !== undefined && moment.minute - onProbation.firstAt >= PROBATION_MINUTES;
  if (!mayTell || isOver) {
    learn(actions, hash, day);
    return undefined;
  }
  if (!risk) {
    learn(actions, hash, day);
    const isNews = isNewService && !isUsed && !isDenied && !isReadingAction(name);
    return isNews ? { name, calls, isDenied, severity: 'low', reason: '' } : undefined;
  }
  const severity = inContext(risk.severity, isDenied, isAfterBurst, moment);
  const news = { name, calls, isDenied, severity, reason: risk.reason };
  if (isAlarming(risk.severity)) return isTold(actions, hash, moment, isOpen) ? news : undefined;
  learn(actions, hash, day);
  return news;
};

/** Takes in the calls of one window and gives the new ones worth telling, worst first. */
export const newActions = (
  actions: ApiActions,
  calls: ReadonlyMap<string, number>,
  refused: ReadonlyMap<string, number>,
  isAfterBurst: boolean,
  phase: Phase,
  moment: Moment,
  isOpen: boolean,
): readonly NewAction[] => {
  const hour = hourOf(moment.minute);
  if (hour !== actions.hour) {
    actions.hour = hour;
    actions.novel = 0;
  }
  const found: NewAction[] = [];
  for (const [name, count] of [...calls].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isDenied = (refused.get(name) ?? 0) >= count;
    const news = meet(actions, name, count, isDenied, isAfterBurst, phase, moment, isOpen);
    if (news) found.push(news);
  }
  return found.sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || b.calls - a.calls);
};

/** New actions of this hour, when they are so many that somebody looks around. */
export const walkedActions = (actions: ApiActions, beyondCap: number, phase: Phase, at: Minute): number | undefined => {
  const novel = actions.novel + beyondCap;
  return phase === 'mature' && novel >= WALK_ACTIONS && !isUsedBeforeWalk(actions, dayOf(at)) ? novel : undefined;
};

/** The walk itself must not count as the habit that excuses it. */
const isUsedBeforeWalk = ({ budget, novel }: ApiActions, day: number): boolean =>
  isUsedToNovelty({ ...budget, recent: budget.recent - novel }, day);

/** The alarm was accepted: what it told of is known from now on. */
export const acceptAlarming = (actions: ApiActions, at: Minute): void => {
  for (const { hash } of actions.alarming) learn(actions, hash, dayOf(at));
  actions.alarming = [];
};

/** The walk was told. */
export const settleWalk = (actions: ApiActions): void => {
  actions.novel = 0;
};

export const encodeApiActions = (actions: ApiActions, writer: ByteWriter): void => {
  encodeNoveltyBudget(actions.budget, writer);
  writer.varint(actions.hour).varint(actions.novel).u8(actions.alarming.length);
  for (const { hash, firstAt, reportedAt } of actions.alarming) writer.u32(hash).varint(firstAt).varint(reportedAt);
  encodeSeenSet(actions.known, writer);
};

export const decodeApiActions = (reader: ByteReader): ApiActions => ({
  budget: decodeNoveltyBudget(reader),
  hour: reader.varint(),
  novel: reader.varint(),
  alarming: Array.from({ length: reader.u8() }, () => ({
    hash: reader.u32(),
    firstAt: minute(reader.varint()),
    reportedAt: minute(reader.varint()),
  })),
  known: decodeSeenSet(reader),
});
