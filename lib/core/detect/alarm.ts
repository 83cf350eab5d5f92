import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { FunctionKey } from '../function-key.ts';
import { functionIdOf } from '../function-key.ts';
import { type Signal, severityRank } from '../signal.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import type { AlarmEdge, ClosedBecause } from './alarm-edge.ts';
import { boundEvidence, decodeEvidence, encodeEvidence } from './evidence-codec.ts';
import type { Evidence, Verdict } from './verdict.ts';

/** An alarm closes after this many minutes without an anomalous verdict. */
export const QUIET_MINUTES = 15;
/** A function that is called rarely needs this many of its usual gaps without an anomaly … */
const QUIET_GAPS = 3;
/** … but a function that is not called any more does not keep an alarm open for longer than this. */
const MOST_QUIET_MINUTES = 360;
/** What comes back within an hour is the same trouble: it continues the closed alarm under its id. */
const REOPEN_MINUTES = 60;
const MOST_DOUBLINGS = 4;
/** What lasts a day is the new normal. */
const ACCEPT_MINUTES = MINUTES_PER_DAY;

/** The alarm of one signal of one function. */
export interface Alarm {
  isOpen: boolean;
  openedAt: Minute;
  /** The latest window with an anomalous verdict. */
  anomalousAt: Minute;
  closedAt: Minute;
  /** How often it came back: each time it must stay quiet for twice as long before it closes. */
  reopenings: number;
  /** The strongest since the opening; kept only while open. */
  evidence: Evidence | undefined;
}

/** What an alarm's detector must be told. */
export type AlarmChange = 'opened' | 'settled' | 'accepted' | undefined;

export const newAlarm = (): Alarm => ({
  isOpen: false,
  openedAt: minute(0),
  anomalousAt: minute(0),
  closedAt: minute(0),
  reopenings: 0,
  evidence: undefined,
});

export const quietMinutesFor = (usualGapMinutes: number): number =>
  Math.min(MOST_QUIET_MINUTES, Math.max(QUIET_MINUTES, Math.ceil(QUIET_GAPS * usualGapMinutes)));

/** The next window at which an open alarm may close by itself. */
export const alarmDueAt = (alarm: Alarm, quietMinutes: number): Minute =>
  alarm.isOpen
    ? minute(Math.min(alarm.anomalousAt + quietMinutes * 2 ** alarm.reopenings, alarm.openedAt + ACCEPT_MINUTES))
    : minute(Number.MAX_SAFE_INTEGER);

/** Worth an update: more severe, or a stranger more alarming than the one that opened the alarm. */
const isStronger = (next: Evidence, than: Evidence): boolean =>
  severityRank(next.severity) > severityRank(than.severity) ||
  (next.signal === 'outbound' &&
    next.direction === 'new' &&
    next.severity === than.severity &&
    next.score > than.score);

/** Feeds one verdict to the alarm and appends the edges that follow from it. */
export const advanceAlarm = (
  alarm: Alarm,
  signal: Signal,
  key: FunctionKey,
  verdict: Verdict,
  at: Minute,
  quietMinutes: number,
  edges: AlarmEdge[],
): AlarmChange => {
  const edge = (type: AlarmEdge['type'], evidence: Evidence, closedBecause?: ClosedBecause): void => {
    const id = `${functionIdOf(key)}|${signal}|${alarm.openedAt}`;
    const common = { id, function: key, signal, type, minute: at, openedAt: alarm.openedAt, evidence };
    edges.push(closedBecause ? { ...common, closedBecause } : common);
  };
  if (!alarm.isOpen) {
    if (verdict.kind !== 'anomalous') return undefined;
    const continues = alarm.closedAt > 0 && at - alarm.closedAt <= REOPEN_MINUTES;
    if (!continues) alarm.openedAt = at;
    alarm.reopenings = continues ? Math.min(MOST_DOUBLINGS, alarm.reopenings + 1) : 0;
    alarm.isOpen = true;
    alarm.anomalousAt = at;
    alarm.evidence = boundEvidence(verdict.evidence);
    edge('opened', alarm.evidence);
    return 'opened';
  }
  const strongest = alarm.evidence;
  if (verdict.kind === 'anomalous') {
    alarm.anomalousAt = at;
    if (!strongest || isStronger(verdict.evidence, strongest)) {
      alarm.evidence = boundEvidence(verdict.evidence);
      edge('updated', alarm.evidence);
    }
  }
  const isAccepted = at - alarm.openedAt >= ACCEPT_MINUTES;
  if (!isAccepted && at - alarm.anomalousAt < quietMinutes * 2 ** alarm.reopenings) return undefined;
  alarm.isOpen = false;
  alarm.closedAt = at;
  if (alarm.evidence) edge('closed', alarm.evidence, isAccepted ? 'accepted' : 'quiet');
  alarm.evidence = undefined;
  // What was accepted is over; a later anomaly is another one.
  if (isAccepted) alarm.closedAt = minute(0);
  return isAccepted ? 'accepted' : 'settled';
};

/** Somebody said that what is now is meant: closes an open alarm as a day without end would. */
export const acceptAlarm = (alarm: Alarm, signal: Signal, key: FunctionKey, at: Minute, edges: AlarmEdge[]): void => {
  const { openedAt, evidence } = alarm;
  if (evidence) {
    const id = `${functionIdOf(key)}|${signal}|${openedAt}`;
    edges.push({
      id,
      function: key,
      signal,
      type: 'closed',
      minute: at,
      openedAt,
      evidence,
      closedBecause: 'accepted',
    });
  }
  alarm.isOpen = false;
  alarm.evidence = undefined;
  alarm.closedAt = minute(0);
};

export const encodeAlarm = (alarm: Alarm, writer: ByteWriter): void => {
  writer.u8(alarm.isOpen && alarm.evidence ? 1 : 0);
  writer.varint(alarm.openedAt).varint(alarm.anomalousAt).varint(alarm.closedAt).u8(alarm.reopenings);
  if (alarm.isOpen && alarm.evidence) encodeEvidence(alarm.evidence, writer);
};

export const decodeAlarm = (reader: ByteReader): Alarm => {
  const isOpen = reader.u8() === 1;
  return {
    isOpen,
    openedAt: minute(reader.varint()),
    anomalousAt: minute(reader.varint()),
    closedAt: minute(reader.varint()),
    reopenings: reader.u8(),
    evidence: isOpen ? decodeEvidence(reader) : undefined,
  };
};
