import { kindHash, usualPerDay } from '../baseline/error-kinds.ts';
import { halfLifeOf } from '../baseline/kept-after.ts';
import { MINUTES_PER_DAY } from '../units.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { countKinds, decodeEpisodeKinds, type EpisodeKinds, encodeEpisodeKinds } from './episode-kinds.ts';
import type { Moment } from './moment.ts';
import { outlastsBlips } from './outlasts-blips.ts';
import { readable } from './rate-unit.ts';
import { severityOf } from './severity.ts';
import { shareEvidence } from './share-evidence.ts';
import {
  acceptShareTest,
  advanceShareTest,
  chargeShareTest,
  decodeShareTest,
  encodeShareTest,
  isQuietShare,
  newShareTest,
  resetShareTest,
  type ShareTest,
  type ShareTestSettings,
  shareSurprise,
  solidAlternative,
} from './share-test.ts';
import { topNames } from './top-names.ts';
import type { Verdict } from './verdict.ts';

const SETTINGS: ShareTestSettings = {
  // Two failures in a thousand until the function shows otherwise; a week of memory covers a weekly batch.
  baseline: { priorHits: 0.3, priorMisses: 150, halfLife: halfLifeOf(7 * MINUTES_PER_DAY) },
  calibration: { floor: 13, ceiling: 45 },
  alternatives: [
    // Four times the usual, but 4 % at least: below that a person would not get up.
    (usual) => Math.min(0.6 + 0.39 * usual, Math.max(4 * usual, 0.04)),
    // A third of all calls, or twelve times the usual: outages.
    (usual) => Math.min(0.6 + 0.39 * usual, Math.max(12 * usual, 0.3)),
  ],
  isSolid: outlastsBlips,
};

/** A function too new to have a usual share is still broken when most of this many calls fail. */
const TOTAL_FAILURE = { leastCalls: 20, leastShare: 0.5 } as const;

const isTotalFailure = (hits: number, total: number): boolean =>
  total >= TOTAL_FAILURE.leastCalls && hits > TOTAL_FAILURE.leastShare * total;

export interface ErrorsState {
  readonly test: ShareTest;
  readonly episode: EpisodeKinds;
}

const judge = (state: ErrorsState, moment: Moment): Verdict => {
  const surprise = shareSurprise(state.test, SETTINGS);
  if (moment.phase === 'silent') return LEARNING;
  if (surprise < 1) return moment.phase === 'mature' ? NORMAL : LEARNING;
  if (moment.phase === 'young') {
    const cusum = solidAlternative(state.test, SETTINGS)?.cusum;
    if (!cusum || !isTotalFailure(cusum.observed, cusum.expected)) return LEARNING;
  }
  const evidence = shareEvidence(
    state.test,
    SETTINGS,
    { signal: 'errors', noun: 'errors', verb: 'failed' },
    (height, hits, total) => (isTotalFailure(hits, total) ? 'critical' : severityOf(height, true)),
    topNames(state.episode, 2).map(([name, count]) => ({
      kind: 'error-kind',
      name,
      count,
      usualPerDay: readable(usualPerDay(moment.errorKinds, kindHash(name))),
    })),
    moment,
  );
  return { kind: 'anomalous', evidence };
};

/** Share of invocations that failed: timeouts, crashes and uncaught errors included. */
export const errorsDetector: Detector<ErrorsState> = {
  create: (firstWindow) => ({ test: newShareTest(SETTINGS, firstWindow), episode: new Map() }),
  advance: (state, window, moment, isOpen) => {
    // A failure may be logged in the minute before the one that counts its invocation.
    const total = Math.max(window.invocations, window.errors);
    advanceShareTest(state.test, SETTINGS, window.errors, total, moment, isOpen);
    if (!isQuietShare(state.test)) countKinds(state.episode, window.errorKinds.named);
    else if (state.episode.size > 0) state.episode.clear();
    return judge(state, moment);
  },
  opened: (state) => chargeShareTest(state.test),
  settled: (state, moment) => resetShareTest(state.test, SETTINGS, moment.minute),
  accepted: (state, moment) => acceptShareTest(state.test, SETTINGS, moment.minute),
  encode: (state, writer) => {
    encodeShareTest(state.test, writer);
    encodeEpisodeKinds(state.episode, writer);
  },
  decode: (reader) => ({ test: decodeShareTest(SETTINGS, reader), episode: decodeEpisodeKinds(reader) }),
};
