import { halfLifeOf } from '../baseline/kept-after.ts';
import { usualShare } from '../baseline/share-baseline.ts';
import { MINUTES_PER_DAY } from '../units.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { severityOf } from './severity.ts';
import { shareEvidence } from './share-evidence.ts';
import {
  acceptShareTest,
  advanceShareTest,
  chargeShareTest,
  decodeShareTest,
  encodeShareTest,
  episodeMinutes,
  newShareTest,
  resetShareTest,
  type ShareTest,
  type ShareTestSettings,
  shareSurprise,
} from './share-test.ts';

const SETTINGS: ShareTestSettings = {
  // A tenth until the function shows otherwise, which a few calls may do; a week covers quiet week-ends.
  baseline: { priorHits: 0.5, priorMisses: 5, halfLife: halfLifeOf(7 * MINUTES_PER_DAY) },
  // Functions that scale to nothing every night start cold every morning: their own mornings set the line.
  calibration: { floor: 13, ceiling: 180 },
  // Below half of all calls a cold start is a cost, not a fault.
  alternatives: [(usual) => Math.min(0.6 + 0.39 * usual, Math.max(3 * usual, 0.5))],
  // Scaling out and moving environments come in clusters of up to ten minutes.
  isSolid: (episode) => episode.windows >= 10 && episodeMinutes(episode) >= 12 && episode.cusum.observed >= 12,
};

/** A function that usually starts cold this often is too rarely called for a storm. */
const MOST_USUAL_SHARE = 0.4;
/** A deploy starts every environment anew. */
const DEPLOY_GRACE_MINUTES = 5;

export interface ColdStartsState {
  readonly test: ShareTest;
}

/** Share of invocations that had to start an environment. */
export const coldStartsDetector: Detector<ColdStartsState> = {
  create: (firstWindow) => ({ test: newShareTest(SETTINGS, firstWindow) }),
  advance: (state, window, moment, isOpen) => {
    const isDeploying = moment.deploy !== undefined && moment.minute - moment.deploy.at < DEPLOY_GRACE_MINUTES;
    const isRarelyCalled = usualShare(state.test.baseline) > MOST_USUAL_SHARE;
    if (isRarelyCalled && !isOpen) resetShareTest(state.test, SETTINGS, moment.minute);
    if (!isDeploying) {
      const hits = Math.min(window.coldStarts, window.invocations);
      advanceShareTest(state.test, SETTINGS, hits, window.invocations, moment, isOpen);
    }
    if (moment.phase !== 'mature') return LEARNING;
    if (isRarelyCalled || shareSurprise(state.test, SETTINGS) < 1) return NORMAL;
    const evidence = shareEvidence(
      state.test,
      SETTINGS,
      { signal: 'cold-starts', noun: 'cold starts', verb: 'started cold' },
      (surprise) => severityOf(surprise, false),
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
