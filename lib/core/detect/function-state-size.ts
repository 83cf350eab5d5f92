import { ByteWriter } from '../bytes.ts';
import { encodeChangeHistory } from './change-history.ts';
import { encodeDeployHistory } from './deploy-history.ts';
import { detectors } from './detectors.ts';
import { encodeEpisodeKinds } from './episode-kinds.ts';
import type { FunctionState } from './function-state.ts';
import { encodeFunctionState } from './function-state-codec.ts';

/** Bytes of a stored state, by what they are for. */
export interface StateSize {
  /** Everything that detects: numbers. */
  readonly detecting: number;
  /** Known kinds of error, versions, the latest change: names that logs bring. */
  readonly names: number;
  /** Known destinations and API actions: sets that grow with what a function does, up to their caps. */
  readonly sets: number;
}

/** How much room a state takes. */
export const stateSizeOf = (state: FunctionState): StateSize => {
  const whole = bytesOf((writer) => encodeFunctionState(state, writer));
  const inRecord = (encode: (writer: ByteWriter) => void): number =>
    bytesOf((writer) => {
      writer.origin = state.through;
      encode(writer);
    });
  const sets =
    inRecord((writer) => detectors.outbound.encode(state.detectors.outbound, writer)) +
    inRecord((writer) => detectors['api-calls'].encode(state.detectors['api-calls'], writer));
  const names =
    inRecord((writer) => encodeDeployHistory(state.deploys, writer)) +
    inRecord((writer) => encodeChangeHistory(state.changes, writer)) +
    inRecord((writer) => encodeEpisodeKinds(state.detectors.errors.episode, writer)) +
    inRecord((writer) => detectors['new-error'].encode(state.detectors['new-error'], writer));
  return { detecting: whole - names - sets, names, sets };
};

const bytesOf = (encode: (writer: ByteWriter) => void): number => {
  const writer = new ByteWriter();
  encode(writer);
  return writer.length;
};
