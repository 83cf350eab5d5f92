import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type FunctionState, newFunctionState } from '../detect/function-state.ts';
import { decodeFunctionState, encodeFunctionState } from '../detect/function-state-codec.ts';
import { FailureMarks } from '../fold/failure-marks.ts';
import { type FunctionId, functionKeyOf } from '../function-key.ts';
import { addMinutes, type Minute } from '../units.ts';

/** What the fleet remembers of one function besides its detectors' state. */
export interface Member {
  readonly id: FunctionId;
  state: FunctionState;
  /** START lines were seen, so REPORT lines are not counted as invocations. */
  countsStarts: boolean;
  /** Marks of the last evaluated minute: a failure may go on speaking in the next one. */
  lastFailures: FailureMarks | undefined;
  /** The last window with a summary. */
  lastActive: Minute;
  /** Its own log was seen. Otherwise only other sources speak of it, and that it was not invoked means nothing. */
  hasOwnLog: boolean;
  /** A role session that was used by what calls itself Lambda. */
  isLambdaSession: boolean;
  /** The service's metrics taught what is usual before its log was seen. */
  knowsMetrics: boolean;
  /** Past lines taught which errors and destinations are usual before its log was seen. */
  knowsNames: boolean;
}

/** Bits of the byte that a member is stored with. Those added later are 0 in older states, and mean what was true then. */
const COUNTS_STARTS = 1;
const NO_OWN_LOG = 2;
const LAMBDA_SESSION = 4;
const KNOWS_METRICS = 8;
const LAST_ACTIVE = 16;
const LATE = 32;
const KNOWS_NAMES = 64;

/** A function that is seen for the first time. */
export const newMember = (id: FunctionId, firstWindow: Minute): Member => ({
  id,
  state: newFunctionState(functionKeyOf(id), firstWindow),
  countsStarts: false,
  lastFailures: undefined,
  lastActive: firstWindow,
  hasOwnLog: false,
  isLambdaSession: false,
  knowsMetrics: false,
  knowsNames: false,
});

/**
 * Writes a member as of the end of `minute`, and since when its source of logs is late, if it is; {@link decodeMember}
 * reads it back.
 */
export const encodeMember = (
  member: Member,
  minute: Minute,
  lateFrom: Minute | undefined,
  writer: ByteWriter,
): void => {
  const marks = member.lastActive === minute ? member.lastFailures : undefined;
  const flags =
    (member.countsStarts ? COUNTS_STARTS : 0) |
    (member.hasOwnLog ? 0 : NO_OWN_LOG) |
    (member.isLambdaSession ? LAMBDA_SESSION : 0) |
    (member.knowsMetrics ? KNOWS_METRICS : 0) |
    (member.knowsNames ? KNOWS_NAMES : 0) |
    LAST_ACTIVE |
    (lateFrom === undefined ? 0 : LATE);
  writer.u8(flags).u8(marks === undefined ? 0 : 1);
  marks?.encode(writer);
  writer.varint(minute - member.lastActive);
  if (lateFrom !== undefined) writer.varint(minute - lateFrom);
  encodeFunctionState(member.state, writer);
};

export const decodeMember = (
  id: FunctionId,
  minute: Minute,
  reader: ByteReader,
): { readonly member: Member; readonly lateFrom: Minute | undefined } => {
  const flags = reader.u8();
  const lastFailures = reader.u8() === 1 ? FailureMarks.decode(reader) : undefined;
  const lastActive = addMinutes(minute, (flags & LAST_ACTIVE) === 0 ? 0 : -reader.varint());
  const lateFrom = (flags & LATE) === 0 ? undefined : addMinutes(minute, -reader.varint());
  const state = decodeFunctionState(functionKeyOf(id), reader);
  const member: Member = {
    id,
    state,
    countsStarts: (flags & COUNTS_STARTS) !== 0,
    lastFailures,
    lastActive,
    hasOwnLog: (flags & NO_OWN_LOG) === 0,
    isLambdaSession: (flags & LAMBDA_SESSION) !== 0,
    knowsMetrics: (flags & KNOWS_METRICS) !== 0,
    knowsNames: (flags & KNOWS_NAMES) !== 0,
  };
  return { member, lateFrom };
};
