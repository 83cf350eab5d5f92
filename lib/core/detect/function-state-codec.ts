import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { FunctionKey } from '../function-key.ts';
import { minute } from '../units.ts';
import { decodeAlarm, encodeAlarm } from './alarm.ts';
import { decodeChangeHistory, encodeChangeHistory } from './change-history.ts';
import { decodeDeployHistory, encodeDeployHistory } from './deploy-history.ts';
import { type DetectorStates, detectors, forEachSignal, WATCHED_SIGNALS, type WatchedSignal } from './detectors.ts';
import type { Alarms, FunctionState } from './function-state.ts';

/** Raised with every change of the stored form. */
const VERSION = 3;
/** Stands where the due minute used to be, which follows from the rest. */
const WORKED_OUT_ANEW = 0;

const encodeDetector = <S extends WatchedSignal>(signal: S, state: FunctionState, writer: ByteWriter): void =>
  detectors[signal].encode(state.detectors[signal], writer);

export const encodeFunctionState = (state: FunctionState, writer: ByteWriter): void => {
  writer
    .u8(VERSION)
    .varint(state.firstWindow)
    .varint(state.logFrom - state.firstWindow)
    .varint(state.through)
    .varint(WORKED_OUT_ANEW);
  encodeDeployHistory(state.deploys, writer);
  encodeChangeHistory(state.changes, writer);
  for (const signal of WATCHED_SIGNALS) encodeAlarm(state.alarms[signal], writer);
  for (const signal of WATCHED_SIGNALS) encodeDetector(signal, state, writer);
};

/** Throws `RangeError` on bytes that no version of this program wrote. */
export const decodeFunctionState = (key: FunctionKey, reader: ByteReader): FunctionState => {
  const version = reader.u8();
  if (version !== VERSION) throw new RangeError(`function state has version ${version}, this program reads ${VERSION}`);
  const firstWindow = minute(reader.varint());
  const logFrom = minute(firstWindow + reader.varint());
  const through = minute(reader.varint());
  reader.varint();
  const deploys = decodeDeployHistory(reader);
  const changes = decodeChangeHistory(reader);
  const alarms = forEachSignal<Alarms>(() => decodeAlarm(reader));
  const states = forEachSignal<DetectorStates>((signal) => detectors[signal].decode(reader));
  const dueAt = minute(through + 1);
  return { key, dueAt, isPlanned: false, firstWindow, logFrom, through, deploys, changes, detectors: states, alarms };
};
