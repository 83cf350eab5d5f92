import { decimal, decimalEnd, readDecimal } from './numbers';

// What a report measured, by the index that `report` of line-scanner.ts reads it at.
export const DURATION_MS = 0;
export const BILLED_MS = 1;
export const MEMORY_SIZE_MB = 2;
export const MEMORY_USED_MB = 3;
export const INIT_MS = 4;
export const RESTORE_MS = 5;

/** Values, and a bit for each that the report has. */
export const VALUES: usize = memory.data(8 * 6);
export let found: i32 = 0;
/** Largest milliseconds and megabytes that can be measurements, told from outside. */
let mostMs: f64 = 0;
let mostMb: f64 = 0;

export function setLimits(ms: f64, mb: f64): void {
  mostMs = ms;
  mostMb = mb;
}

export function clearFigures(): void {
  found = 0;
}

/** Behind the figure that stands at `at`; 0 where there is none that can be one. */
export function readFigure(figure: i32, at: usize): usize {
  if (!readDecimal(at)) return 0;
  const most = figure === MEMORY_SIZE_MB || figure === MEMORY_USED_MB ? mostMb : mostMs;
  if (decimal > most) return 0;
  store<f64>(VALUES + 8 * figure, decimal);
  found |= 1 << figure;
  return decimalEnd;
}
