/** One period says at most so much, in nats, about which of two guesses is the better one: one burst proves nothing … */
const MOST_PER_PERIOD = 2;
/** … and all together at most this much, so that a changed habit is believed within days. */
export const MOST_SKILL = 6;
/** What a guess proved fades by half in a fortnight of hours. */
const KEPT = 0.998;

/** Odds are whole multiples of this, so that they are stored in two bytes. */
export const SKILL_STEP = 1 / 1_000;

/** How far the second guess is to be followed, 0..1, at these odds (in nats) that it is the better one. */
export const weigh = (skill: number): number => 1 / (1 + Math.exp(-skill));

/**
 * The odds after `calls` came where the first guess expected `first` and the second `second`: each is judged by what it
 * foretold, before it learns what came. Calls that stray by `dispersion` times more than Poisson say that much less.
 * @see Dawid (1984), Present position and potential developments: the prequential approach, JRSS A 147
 */
export const skillShown = (skill: number, first: number, second: number, calls: number, dispersion: number): number => {
  const nats = (calls * Math.log(second / first) - (second - first)) / Math.max(1, dispersion);
  const shown = Math.max(-MOST_PER_PERIOD, Math.min(MOST_PER_PERIOD, nats));
  const odds = Math.max(-MOST_SKILL, Math.min(MOST_SKILL, KEPT * skill + shown));
  return Math.round(odds / SKILL_STEP) * SKILL_STEP;
};
