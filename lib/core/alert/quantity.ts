const significant = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** A number as people read it: `0.25`, `2.1`, `14`, `1,230`. Not finite: `?`. */
export const readableNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '?';
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : significant(value, 2);
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 6 });
};

const BYTE_UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `850 bytes`, `4.2 MB`: powers of a thousand, as AWS bills them. */
export const readableBytes = (bytes: number): string => {
  if (!Number.isFinite(bytes)) return '?';
  const rank = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${readableNumber(bytes / 1_000 ** rank)} ${BYTE_UNITS[rank] ?? 'bytes'}`;
};

/** `850 ms`, `1.3 s`, `4.2 min`. */
export const readableDuration = (durationMs: number): string => {
  if (!Number.isFinite(durationMs)) return '?';
  if (durationMs < 1_000) return `${durationMs < 10 ? significant(durationMs, 2) : Math.round(durationMs)} ms`;
  if (durationMs < 120_000) return `${significant(durationMs / 1_000, durationMs < 10_000 ? 2 : 3)} s`;
  return `${significant(durationMs / 60_000, 2)} min`;
};

/** `34 min`, `3 h 5 min`, `2 days 4 h`. Less than a minute: `under a minute`. */
export const readableSpan = (minutes: number): string => {
  const whole = Math.round(minutes);
  if (whole < 1) return 'under a minute';
  if (whole < 60) return `${whole} min`;
  if (whole < 2_880) return [`${Math.floor(whole / 60)} h`, whole % 60 > 0 ? `${whole % 60} min` : ''].join(' ').trim();
  const hours = Math.round(whole / 60);
  return [`${Math.floor(hours / 24)} days`, hours % 24 > 0 ? `${hours % 24} h` : ''].join(' ').trim();
};

/** For programs: four significant digits; what is not finite becomes `null`, as JSON has no word for it. */
export const jsonNumber = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : significant(value, 4);
