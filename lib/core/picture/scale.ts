/** Steps that people like to read on an axis, times a power of ten. */
const NICE_STEPS = [1, 2, 2.5, 5, 10];

/** The smallest readable axis from 0 that holds `max`, as ascending tick values of which the first is 0. */
export const niceTicks = (max: number, intervals = 4): readonly number[] => {
  if (!(max > 0) || !Number.isFinite(max)) return [0, 1];
  const rough = max / intervals;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (NICE_STEPS.find((nice) => nice * power >= rough * (1 - 1e-9)) ?? 10);
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
};

/** Maps [from, until] linearly to [0, size]. */
export const linearScale = (from: number, until: number, size: number): ((value: number) => number) => {
  const span = until > from ? until - from : 1;
  return (value) => ((value - from) / span) * size;
};

/** One decimal is a tenth of a pixel: more digits only make the file longer. */
export const coordinate = (value: number): string => String(Math.round(value * 10) / 10);
