import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { FunctionKey } from '../function-key.ts';
import { type Minute, minute } from '../units.ts';
import { decodeAlarm, encodeAlarm } from './alarm.ts';
import { decodeChangeHistory, encodeChangeHistory } from './change-history.ts';
import { decodeDeployHistory, encodeDeployHistory } from './deploy-history.ts';
import { type DetectorStates, detectors, forEachSignal, WATCHED_SIGNALS, type WatchedSignal } from './detectors.ts';
import { type Alarms, type FunctionState, openAmong } from './function-state.ts';

/**
 * Raised with every change of the stored form. Every layout from {@link OLDEST_LAYOUT} on stays readable, with a stored
 * example each: a table outlives the program that filled it. 4 stores times as distances, and no evidence; 5 the shape of
 * hours and the height of rushes; 6 how far hours of day are believed, and what was usual before an accepted change.
 */
const LAYOUT = 6;
const OLDEST_LAYOUT = 3;

const encodeDetector = <S extends WatchedSignal>(signal: S, state: FunctionState, writer: ByteWriter): void =>
  detectors[signal].encode(state.detectors[signal], writer);

export const encodeFunctionState = (state: FunctionState, writer: ByteWriter): void => {
  writer.u8(LAYOUT).varint(state.through);
  writer.origin = state.through;
  writer.near(state.firstWindow).varint(state.logFrom - state.firstWindow);
  encodeDeployHistory(state.deploys, writer);
  encodeChangeHistory(state.changes, writer);
  for (const signal of WATCHED_SIGNALS) encodeAlarm(state.alarms[signal], writer);
  for (const signal of WATCHED_SIGNALS) encodeDetector(signal, state, writer);
};

interface Times {
  readonly firstWindow: Minute;
  readonly logFrom: Minute;
  readonly through: Minute;
}

const readDistances = (reader: ByteReader): Times => {
  const through = minute(reader.varint());
  reader.origin = through;
  const firstWindow = minute(reader.near());
  return { through, firstWindow, logFrom: minute(firstWindow + reader.varint()) };
};

/** Layout 3 stored minutes, and when next to look, which follows from the rest. */
const readTimes = (reader: ByteReader): Times => {
  const firstWindow = minute(reader.varint());
  const logFrom = minute(firstWindow + reader.varint());
  const through = minute(reader.varint());
  reader.varint();
  return { firstWindow, logFrom, through };
};

/** Throws `RangeError` on bytes that no version of this program wrote. */
export const decodeFunctionState = (key: FunctionKey, reader: ByteReader): FunctionState => {
  const layout = reader.u8();
  if (layout < OLDEST_LAYOUT || layout > LAYOUT) {
    throw new RangeError(`function state of layout ${layout}, this program reads ${OLDEST_LAYOUT} to ${LAYOUT}`);
  }
  reader.layout = layout;
  const { firstWindow, logFrom, through } = layout < 4 ? readTimes(reader) : readDistances(reader);
  const deploys = decodeDeployHistory(reader);
  const changes = decodeChangeHistory(reader);
  const alarms = forEachSignal<Alarms>(() => decodeAlarm(reader));
  const states = forEachSignal<DetectorStates>((signal) => detectors[signal].decode(reader));
  const dueAt = minute(through + 1);
  return {
    key,
    dueAt,
    isPlanned: false,
    firstWindow,
    logFrom,
    through,
    deploys,
    changes,
    detectors: states,
    alarms,
    openAlarms: openAmong(alarms),
  };
};
