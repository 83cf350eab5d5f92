import { escapeHtml } from './escape-html.ts';
import { linePath } from './path-data.ts';
import { linearScale } from './scale.ts';

const WIDTH = 120;
const HEIGHT = 24;

/** A few values as a line without axes; the tallest value touches the top. */
export const drawSparkline = (values: readonly number[], description: string): string => {
  const max = values.reduce((highest, value) => Math.max(highest, value), 0);
  const x = linearScale(0, Math.max(1, values.length - 1), WIDTH);
  const y = linearScale(0, max === 0 ? 1 : max, HEIGHT - 3);
  const vertices = values.map((value, index) => [Math.round(x(index)), Math.round(HEIGHT - 1.5 - y(value))] as const);
  return (
    `<svg class="nj-spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" ` +
    `aria-label="${escapeHtml(description)}"><path class="nj-observed" d="${linePath(vertices)}"/></svg>`
  );
};
