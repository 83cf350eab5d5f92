import type { ChartPoint } from './signal-chart.ts';

export const isOutside = ({ value, band }: Pick<ChartPoint, 'value' | 'band'>): boolean =>
  value !== null && ((band.upper !== null && value > band.upper) || (band.lower !== null && value < band.lower));
