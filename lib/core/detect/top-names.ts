/** The `count` names with the highest counts; equal counts by name, so that the order is always the same. */
export const topNames = (counts: ReadonlyMap<string, number>, count: number): readonly (readonly [string, number])[] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, count);
