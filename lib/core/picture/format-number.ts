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

/** A share as percent: `0.4 %`, or `0.003 %`, as what is not nothing is never told as nothing. */
export const formatShare = (share: number): string =>
  share > 0 && share < 0.000_5
    ? `${Number((100 * share).toPrecision(1))} %`
    : `${formatNumber(Math.round(share * 1_000) / 10)} %`;
