const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * Values as one line of bars, at most `width` of them; where there are more, each bar is the largest value of its stretch, so
 * that no spike is lost. The scale begins at `floor`; `null` is a blank.
 */
export const sparkText = (values: readonly (number | null)[], width: number, floor = 0): string => {
  const bars = Math.min(width, values.length);
  const largest = Array.from({ length: bars }, (_, bar) => {
    const stretch = values.slice(
      Math.floor((bar * values.length) / bars),
      Math.floor(((bar + 1) * values.length) / bars),
    );
    return stretch.reduce((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
  });
  const top = largest.reduce<number>((most, value) => Math.max(most, value ?? floor), floor);
  const levelOf = (value: number): string => {
    const share = top > floor ? (value - floor) / (top - floor) : 0;
    return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, Math.round(share * (LEVELS.length - 1))))] ?? ' ';
  };
  return largest.map((value) => (value === null ? ' ' : levelOf(value))).join('');
};
