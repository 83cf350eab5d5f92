import { episodeMinutes, type ShareAlternative } from './share-test.ts';

/** Blips of one to three minutes, and the retries of one failure within three more, are life. */
const LEAST_MINUTES = 5;
const LEAST_FAILURES = 3;
/** One failure as they usually come stretches a blip, so that windows with failures must be many … */
const LEAST_WINDOWS = 5;
/** … but for a function of which most calls may fail in a few: a scheduled one that fails every run is told at the third. */
const LARGE = { share: 0.3, windows: 2 } as const;

/** Whether failures have lasted and spread too far for a blip. */
export const outlastsBlips = (episode: ShareAlternative): boolean => {
  const { cusum, windowsWithHits } = episode;
  return (
    episodeMinutes(episode) >= LEAST_MINUTES &&
    cusum.observed >= LEAST_FAILURES &&
    (windowsWithHits >= LEAST_WINDOWS ||
      (windowsWithHits >= LARGE.windows && cusum.observed > LARGE.share * cusum.expected))
  );
};
