import type { ShareEpisode } from './share-test.ts';

/** Blips of one to three minutes, and the retries of one failure within three more, are life. */
const LEAST_MINUTES = 5;
const LEAST_FAILURES = 3;
/**
 * Windows with failures that an episode needs, by the share that failed: the more of the calls fail, the less can what
 * usually fails have stretched a blip. A scheduled function that fails every run is told at the third.
 */
const WINDOWS_BY_SHARE = [
  { share: 0.3, windows: 2 },
  { share: 0.15, windows: 3 },
  { share: 0, windows: 5 },
] as const;

/** Whether failures have lasted and spread too far for a blip. */
export const outlastsBlips = ({ minutes, hits, total, windowsWithHits }: ShareEpisode): boolean =>
  minutes >= LEAST_MINUTES &&
  hits >= LEAST_FAILURES &&
  WINDOWS_BY_SHARE.some(({ share, windows }) => hits > share * total && windowsWithHits >= windows);
