/** A position in a drawing; `null` where nothing is known, which breaks the line. */
export type Vertex = readonly [x: number, y: number] | null;

type Position = NonNullable<Vertex>;

/** Whole units: a chart is about as many pixels wide and high as it has units, and a report has thousands of lines. */
const rounded = ([x, y]: Position): Position => [Math.round(x), Math.round(y)];

/** From the position before on, as far as possible in one stroke: level stretches, which bands are full of, are one. */
const strokes = (positions: readonly Position[]): string => {
  let path = '';
  let level = 0;
  const flush = (): void => {
    if (level !== 0) path += `h${level}`;
    level = 0;
  };
  let [x, y] = positions[0] ?? [0, 0];
  for (const [nextX, nextY] of positions.slice(1)) {
    if (nextY === y) level += nextX - x;
    else {
      flush();
      path += nextY < y ? `l${nextX - x}${nextY - y}` : `l${nextX - x} ${nextY - y}`;
    }
    [x, y] = [nextX, nextY];
  }
  flush();
  return path;
};

const pathFrom = (positions: readonly Position[]): string => {
  const [first] = positions;
  return first === undefined ? '' : `M${first[0]} ${first[1]}${strokes(positions)}`;
};

/** Stretches without a gap. */
const runsOf = <Item>(items: readonly (Item | null)[]): Item[][] => {
  const runs: Item[][] = [];
  let run: Item[] | undefined;
  for (const item of items) {
    if (item === null) run = undefined;
    else if (run === undefined) {
      run = [item];
      runs.push(run);
    } else run.push(item);
  }
  return runs;
};

/** SVG path data of a line with gaps. A lone vertex becomes a short dash, or it would not be seen. */
export const linePath = (vertices: readonly Vertex[]): string =>
  runsOf(vertices)
    .map((run) => `${pathFrom(run.map(rounded))}${run.length === 1 ? 'h2' : ''}`)
    .join('');

/** SVG path data of the area between two lines of equal length; a gap in either one is a gap in the area. */
export const areaPath = (upper: readonly Vertex[], lower: readonly Vertex[]): string => {
  const pairs = upper.map((top, index) => {
    const bottom = lower[index] ?? null;
    return top === null || bottom === null ? null : ([rounded(top), rounded(bottom)] as const);
  });
  return runsOf(pairs)
    .filter((run) => run.length > 1)
    .map((run) => `${pathFrom([...run.map(([top]) => top), ...run.map(([, bottom]) => bottom).reverse()])}Z`)
    .join('');
};

/** SVG path data that draws a dot at each position with round line ends, which no stretching makes oval. */
export const dots = (positions: readonly Position[]): string =>
  positions.map((position) => `M${rounded(position).join(' ')}h.01`).join('');
