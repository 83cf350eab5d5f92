/** `12,480` or `0.35`: as many digits as a person reads, in one fixed locale so that a report is reproducible. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const magnitude = Math.abs(value);
  const digits = Number.isInteger(value) || magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
};

/** For axes: `950`, `1.2k`, `3M`. */
export const formatCompact = (value: number): string => {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6) return `${formatNumber(Math.round(value / 1e5) / 10)}M`;
  if (magnitude >= 1e4) return `${formatNumber(Math.round(value / 1e2) / 10)}k`;
  return formatNumber(value);
};

/** A share as percent: `0.4 %`. */
export const formatShare = (share: number): string => `${formatNumber(Math.round(share * 1_000) / 10)} %`;

/** `840 ms`, `2.4 s`, `3 min 20 s`. */
export const formatDurationMs = (durationMs: number): string => {
  if (durationMs < 1_000) return `${formatNumber(Math.round(durationMs * 10) / 10)} ms`;
  if (durationMs < 60_000) return `${formatNumber(Math.round(durationMs / 100) / 10)} s`;
  return formatSpan(Math.round(durationMs / 60_000));
};

/** `4 min`, `2 h 05 min`, `3 d 4 h`. */
export const formatSpan = (minutes: number): string => {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 24) return rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, '0')} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};
