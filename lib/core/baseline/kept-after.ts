/** Nearly every stretch of time is one window, or an idle part of an hour: powers for those are worked out once. */
const MOST_KNOWN_MINUTES = 60;

/** How long something takes to lose half of itself. */
export interface HalfLife {
  readonly minutes: number;
  /** The share that is kept after so many minutes. */
  readonly known: Float64Array;
}

export const halfLifeOf = (minutes: number): HalfLife => ({
  minutes,
  known: Float64Array.from({ length: MOST_KNOWN_MINUTES + 1 }, (_, elapsed) => 2 ** (-elapsed / minutes)),
});

/** The share of itself that something keeps over so many minutes. */
export const keptAfter = (elapsedMinutes: number, { minutes, known }: HalfLife): number =>
  known[elapsedMinutes] ?? 2 ** (-elapsedMinutes / minutes);
