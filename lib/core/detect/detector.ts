import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Window } from '../fold/window.ts';
import type { Minute } from '../units.ts';
import type { Moment } from './moment.ts';
import type { Verdict } from './verdict.ts';

/**
 * Watches one signal of one function. Its state is plain data of bounded size, changed in place and always already
 * rounded to the precision it is stored with, so that a checkpoint at any minute changes nothing.
 */
export interface Detector<State> {
  readonly create: (firstWindow: Minute) => State;
  /** Takes in one window with at least one record. `isOpen`: this signal's alarm is open. */
  readonly advance: (state: State, window: Window, moment: Moment, isOpen: boolean) => Verdict;
  /** This signal's alarm has just opened. */
  readonly opened: (state: State, moment: Moment) => void;
  /** It went quiet: evidence starts from zero. */
  readonly settled: (state: State, moment: Moment) => void;
  /** It stayed open for a day: what is now is the new normal. */
  readonly accepted: (state: State, moment: Moment) => void;
  readonly encode: (state: State, writer: ByteWriter) => void;
  readonly decode: (reader: ByteReader) => State;
}

export const LEARNING: Verdict = { kind: 'learning' };
export const NORMAL: Verdict = { kind: 'normal' };
