import { type EpochMs, epochMs } from '../../core/units.ts';

/**
 * `2026-01-06T20:47:00.123Z`, with a blank instead of the `T`, with up to nine digits of fraction after a point or comma,
 * with `Z`, `+00:00`, `+0000` or nothing (taken as UTC) behind.
 */
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?/;
/** Go's log package: `2026/01/06 20:47:00`. */
const GO = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)/;

/** An instant at the beginning of a text. */
export interface LeadingTime {
  readonly at: EpochMs;
  /** Characters that it takes. */
  readonly length: number;
  /** The zone as written: `Z`, `+00:00`, or empty. */
  readonly zone: string;
}

/** Reads the instant that `text` begins with; `undefined` when it begins with something else. */
export const leadingTime = (text: string): LeadingTime | undefined => {
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57) return undefined;
  const match = ISO.exec(text) ?? GO.exec(text);
  if (match === null) return undefined;
  const [whole, year, month, day, hour, minutes, seconds, fraction, zone = ''] = match;
  const wholeSeconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minutes),
    Number(seconds),
  );
  const fractionMs = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1_000 + 1e-6);
  const at = wholeSeconds + fractionMs - zoneMs(zone);
  // Date.UTC makes 1 March of 29 February 2023, and 2022 of a 99th month.
  const isOfDate = new Date(wholeSeconds).getUTCDate() === Number(day) && Number(month) <= 12 && Number(hour) < 24;
  return Number.isFinite(at) && isOfDate ? { at: epochMs(at), length: whole.length, zone } : undefined;
};

const zoneMs = (zone: string): number => {
  if (zone === '' || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
};
