/** What one unit of time keeps, by half-life. There are as many half-lives as constants of that name: a handful. */
const halfLives: number[] = [];
const keptAfterOne: number[] = [];

/**
 * The share of itself that something keeps over `elapsed`, when it keeps half over `halfLife` (same unit). Nearly every
 * window follows its neighbour, so the power for one unit is worked out once.
 */
export const keptAfter = (elapsed: number, halfLife: number): number => {
  if (elapsed !== 1) return 2 ** (-elapsed / halfLife);
  for (let known = 0; known < halfLives.length; known++) {
    if (halfLives[known] === halfLife) return keptAfterOne[known] ?? 0;
  }
  const kept = 2 ** (-1 / halfLife);
  halfLives.push(halfLife);
  keptAfterOne.push(kept);
  return kept;
};
