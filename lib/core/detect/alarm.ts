import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { FunctionKey } from '../function-key.ts';
import { functionIdOf } from '../function-key.ts';
import { type Signal, severityRank } from '../signal.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import type { AlarmEdge, OpenAlarmEdge } from './alarm-edge.ts';
import { boundEvidence } from './bound-evidence.ts';
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
  /** Rank of the gravest severity told since the opening, and the score told with it, in single precision. */
  severity: number;
  score: number;
}

/** What an alarm's detector must be told. */
export type AlarmChange = 'opened' | 'settled' | 'accepted' | undefined;

export const newAlarm = (): Alarm => ({
  isOpen: false,
  openedAt: minute(0),
  anomalousAt: minute(0),
  closedAt: minute(0),
  reopenings: 0,
  severity: 0,
  score: 0,
});

export const quietMinutesFor = (usualGapMinutes: number): number =>
  Math.min(MOST_QUIET_MINUTES, Math.max(QUIET_MINUTES, Math.ceil(QUIET_GAPS * usualGapMinutes)));

/** The next window at which an open alarm may close by itself. */
export const alarmDueAt = (alarm: Alarm, quietMinutes: number): Minute =>
  alarm.isOpen
    ? minute(Math.min(alarm.anomalousAt + quietMinutes * 2 ** alarm.reopenings, alarm.openedAt + ACCEPT_MINUTES))
    : minute(Number.MAX_SAFE_INTEGER);

/** Worth an update: more severe, or a stranger more alarming than the one that opened the alarm. */
const isStronger = (next: Evidence, alarm: Alarm): boolean => {
  const rank = severityRank(next.severity);
  const isStranger = next.signal === 'outbound' && next.direction === 'new';
  return rank > alarm.severity || (isStranger && rank === alarm.severity && Math.fround(next.score) > alarm.score);
};

/** What every edge of an alarm says. */
const edgeOf = ({ openedAt }: Alarm, signal: Signal, key: FunctionKey, at: Minute) => ({
  id: `${functionIdOf(key)}|${signal}|${openedAt}`,
  function: key,
  signal,
  minute: at,
  openedAt,
});

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
  const tell = (type: OpenAlarmEdge['type'], evidence: Evidence): void => {
    alarm.severity = severityRank(evidence.severity);
    alarm.score = Math.fround(evidence.score);
    edges.push({ ...edgeOf(alarm, signal, key, at), type, evidence: boundEvidence(evidence) });
  };
  if (!alarm.isOpen) {
    if (verdict.kind !== 'anomalous') return undefined;
    const continues = alarm.closedAt > 0 && at - alarm.closedAt <= REOPEN_MINUTES;
    if (!continues) alarm.openedAt = at;
    alarm.reopenings = continues ? Math.min(MOST_DOUBLINGS, alarm.reopenings + 1) : 0;
    alarm.isOpen = true;
    alarm.anomalousAt = at;
    tell('opened', verdict.evidence);
    return 'opened';
  }
  if (verdict.kind === 'anomalous') {
    alarm.anomalousAt = at;
    if (isStronger(verdict.evidence, alarm)) tell('updated', verdict.evidence);
  }
  const isAccepted = at - alarm.openedAt >= ACCEPT_MINUTES;
  if (!isAccepted && at - alarm.anomalousAt < quietMinutes * 2 ** alarm.reopenings) return undefined;
  alarm.isOpen = false;
  edges.push({ ...edgeOf(alarm, signal, key, at), type: 'closed', closedBecause: isAccepted ? 'accepted' : 'quiet' });
  // What was accepted is over; a later anomaly is another one.
  alarm.closedAt = isAccepted ? minute(0) : at;
  return isAccepted ? 'accepted' : 'settled';
};

/** Somebody said that what is now is meant: closes an open alarm as a day without end would. */
export const acceptAlarm = (alarm: Alarm, signal: Signal, key: FunctionKey, at: Minute, edges: AlarmEdge[]): void => {
  if (alarm.isOpen) edges.push({ ...edgeOf(alarm, signal, key, at), type: 'closed', closedBecause: 'accepted' });
  alarm.isOpen = false;
  alarm.closedAt = minute(0);
};

/** Bits of the byte that an alarm begins with: open, closed so lately that it may come back, severity, reopenings. */
const IS_OPEN = 1;
const MAY_REOPEN = 2;
const SEVERITY_SHIFT = 2;
const REOPENINGS_SHIFT = 4;

/** An alarm that can no longer come back is as good as new: one byte. */
export const encodeAlarm = (alarm: Alarm, writer: ByteWriter): void => {
  const mayReopen = !alarm.isOpen && alarm.closedAt > 0 && writer.origin - alarm.closedAt <= REOPEN_MINUTES;
  if (!alarm.isOpen && !mayReopen) {
    writer.u8(0);
    return;
  }
  const severity = alarm.isOpen ? alarm.severity : 0;
  writer.u8(
    (alarm.isOpen ? IS_OPEN : MAY_REOPEN) | (severity << SEVERITY_SHIFT) | (alarm.reopenings << REOPENINGS_SHIFT),
  );
  writer.near(alarm.openedAt);
  if (alarm.isOpen) writer.varint(alarm.anomalousAt - alarm.openedAt).f32(alarm.score);
  else writer.varint(alarm.closedAt - alarm.openedAt);
};

export const decodeAlarm = (reader: ByteReader): Alarm => {
  if (reader.layout < 4) return decodeWithEvidence(reader);
  const flags = reader.u8();
  const alarm = newAlarm();
  if (flags === 0) return alarm;
  alarm.isOpen = (flags & IS_OPEN) !== 0;
  alarm.severity = (flags >> SEVERITY_SHIFT) & 3;
  alarm.reopenings = flags >> REOPENINGS_SHIFT;
  alarm.openedAt = minute(reader.near());
  const later = minute(alarm.openedAt + reader.varint());
  if (alarm.isOpen) {
    alarm.anomalousAt = later;
    alarm.score = reader.f32();
  } else alarm.closedAt = later;
  return alarm;
};

/** Up to layout 3 an open alarm kept its evidence, as JSON. */
const decodeWithEvidence = (reader: ByteReader): Alarm => {
  const isOpen = reader.u8() === 1;
  const times = {
    openedAt: minute(reader.varint()),
    anomalousAt: minute(reader.varint()),
    closedAt: minute(reader.varint()),
    reopenings: reader.u8(),
  };
  const evidence = isOpen ? (JSON.parse(reader.text()) as Evidence) : undefined;
  return {
    isOpen,
    ...times,
    severity: evidence === undefined ? 0 : severityRank(evidence.severity),
    score: Math.fround(evidence?.score ?? 0),
  };
};
