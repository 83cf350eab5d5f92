/** How long something takes to lose half of itself, and what follows for nearly every window: what one minute keeps. */
export interface HalfLife {
  readonly minutes: number;
  readonly keptPerMinute: number;
}

export const halfLifeOf = (minutes: number): HalfLife => ({ minutes, keptPerMinute: 2 ** (-1 / minutes) });

/** The share of itself that something keeps over so many minutes. */
export const keptAfter = (elapsedMinutes: number, { minutes, keptPerMinute }: HalfLife): number =>
  elapsedMinutes === 1 ? keptPerMinute : 2 ** (-elapsedMinutes / minutes);
