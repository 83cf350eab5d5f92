import { halfLifeOf } from '../baseline/kept-after.ts';
import { MINUTES_PER_DAY } from '../units.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { outlastsBlips } from './outlasts-blips.ts';
import { severityOf } from './severity.ts';
import { shareEvidence } from './share-evidence.ts';
import {
  acceptShareTest,
  advanceShareTest,
  chargeShareTest,
  decodeShareTest,
  encodeShareTest,
  newShareTest,
  resetShareTest,
  type ShareTest,
  type ShareTestSettings,
  shareSurprise,
} from './share-test.ts';

const SETTINGS: ShareTestSettings = {
  // Timeouts are rarer than other failures: one in three thousand until the function shows otherwise.
  baseline: { priorHits: 0.05, priorMisses: 150, halfLife: halfLifeOf(7 * MINUTES_PER_DAY) },
  calibration: { floor: 13, ceiling: 45 },
  alternatives: [
    (usual) => Math.min(0.6 + 0.39 * usual, Math.max(4 * usual, 0.03)),
    (usual) => Math.min(0.6 + 0.39 * usual, Math.max(12 * usual, 0.3)),
  ],
  // One slow dependency call with its retries is not a storm.
  isSolid: outlastsBlips,
};

export interface TimeoutsState {
  readonly test: ShareTest;
}

/** Share of invocations that ran into their timeout. They are errors too; here they are named. */
export const timeoutsDetector: Detector<TimeoutsState> = {
  create: (firstWindow) => ({ test: newShareTest(SETTINGS, firstWindow) }),
  advance: (state, window, moment, isOpen) => {
    const total = Math.max(window.invocations, window.timeouts);
    advanceShareTest(state.test, SETTINGS, window.timeouts, total, moment, isOpen);
    if (moment.phase !== 'mature') return LEARNING;
    if (shareSurprise(state.test, SETTINGS) < 1) return NORMAL;
    const evidence = shareEvidence(
      state.test,
      SETTINGS,
      { signal: 'timeouts', noun: 'timeouts', verb: 'timed out' },
      (surprise) => severityOf(surprise, true),
      [],
      moment,
    );
    return { kind: 'anomalous', evidence };
  },
  opened: (state) => chargeShareTest(state.test),
  settled: (state, moment) => resetShareTest(state.test, SETTINGS, moment.minute),
  accepted: (state, moment) => acceptShareTest(state.test, SETTINGS, moment.minute),
  encode: (state, writer) => encodeShareTest(state.test, writer),
  decode: (reader) => ({ test: decodeShareTest(SETTINGS, reader) }),
};
