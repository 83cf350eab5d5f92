/** Units of the domain. A branded number is made only by the functions of this file. */

declare const unit: unique symbol;
type Branded<Name extends string> = number & { readonly [unit]: Name };

/** Milliseconds since 1970-01-01T00:00Z, as CloudWatch Logs stamps events. */
export type EpochMs = Branded<'EpochMs'>;

/** Whole minutes since 1970-01-01T00:00Z: the name of a window. */
export type Minute = Branded<'Minute'>;

export const MS_PER_MINUTE = 60_000;
export const MINUTES_PER_HOUR = 60;
export const MINUTES_PER_DAY = 1_440;

export const epochMs = (value: number): EpochMs => value as EpochMs;
export const minute = (value: number): Minute => value as Minute;

/** The window that an instant falls into. */
export const minuteOf = (at: EpochMs): Minute => Math.floor(at / MS_PER_MINUTE) as Minute;

/** The instant at which a window begins; it ends where the next one begins. */
export const startOf = (window: Minute): EpochMs => (window * MS_PER_MINUTE) as EpochMs;

export const addMinutes = (window: Minute, count: number): Minute => (window + count) as Minute;

/** ISO 8601 with milliseconds and `Z`, the form of every instant that leaves the program. */
export const isoOf = (at: EpochMs): string => new Date(at).toISOString();
