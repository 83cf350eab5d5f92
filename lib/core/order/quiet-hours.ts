import type { EpochMs } from '../units.ts';

/** Hours in which only what is critical is told. */
export interface QuietHours {
  /** Minutes after local midnight; the same as {@link toMinute} never. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** IANA name, as in `Europe/Berlin`. */
  readonly timeZone: string;
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

const clockIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = CLOCKS.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  CLOCKS.set(timeZone, clock);
  return clock;
};

export const isTimeZone = (name: string): boolean => {
  try {
    clockIn(name);
    return true;
  } catch {
    return false;
  }
};

/** Minutes after midnight there. */
const localMinute = (at: EpochMs, timeZone: string): number => {
  const [hours = '0', minutes = '0'] = clockIn(timeZone).format(at).split(':');
  return Number(hours) * 60 + Number(minutes);
};

/** Whether it is quiet at this time; hours may reach over midnight. */
export const isQuietAt = ({ fromMinute, toMinute, timeZone }: QuietHours, at: EpochMs): boolean => {
  const now = localMinute(at, timeZone);
  return fromMinute <= toMinute ? now >= fromMinute && now < toMinute : now >= fromMinute || now < toMinute;
};
