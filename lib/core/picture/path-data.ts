import { coordinate } from './scale.ts';

/** A position in a drawing; `null` where nothing is known, which breaks the line. */
export type Vertex = readonly [x: number, y: number] | null;

/** SVG path data of a line with gaps. A lone vertex becomes a short dash, or it would not be seen. */
export const linePath = (vertices: readonly Vertex[]): string => {
  let path = '';
  let drawing = false;
  vertices.forEach((vertex, index) => {
    if (vertex === null) {
      drawing = false;
      return;
    }
    const [x, y] = vertex;
    const isLone = !drawing && (vertices[index + 1] ?? null) === null;
    path += `${drawing ? 'L' : 'M'}${coordinate(x)} ${coordinate(y)}${isLone ? 'h2' : ''}`;
    drawing = true;
  });
  return path;
};

/** SVG path data of the area between two lines of equal length; a gap in either one is a gap in the area. */
export const areaPath = (upper: readonly Vertex[], lower: readonly Vertex[]): string => {
  let path = '';
  let above: string[] = [];
  let below: string[] = [];
  const close = (): void => {
    if (above.length > 1) path += `M${above.join('L')}L${below.reverse().join('L')}Z`;
    above = [];
    below = [];
  };
  upper.forEach((top, index) => {
    const bottom = lower[index] ?? null;
    if (top === null || bottom === null) {
      close();
      return;
    }
    above.push(`${coordinate(top[0])} ${coordinate(top[1])}`);
    below.push(`${coordinate(bottom[0])} ${coordinate(bottom[1])}`);
  });
  close();
  return path;
};
