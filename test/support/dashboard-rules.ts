/**
 * What CloudWatch demands of a dashboard's body, as far as it is documented: shapes, the grid, references of
 * expressions.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

const GRID = 24;
const TYPES = ['metric', 'text', 'log', 'alarm', 'explorer', 'custom'];
const NAMESPACE = /^[\w./#:-]+$/;
const ARN = /^arn:aws:[a-z]+:[a-z0-9-]+:\d{12}:.+/;
const INSIGHTS =
  /^SELECT (SUM|AVG|MAX|MIN|COUNT)\(\w+\) FROM SCHEMA\("AWS\/\w+"(, ?\w+)*\)( WHERE .+)?( GROUP BY \w+(, ?\w+)*)?( ORDER BY (SUM|AVG|MAX|MIN|COUNT)\(\) (ASC|DESC))?( LIMIT \d{1,3})?$/;

/** Everything that is wrong, as one line each. */
export const dashboardProblems = (body: string): string[] => {
  const { widgets } = JSON.parse(body) as { widgets: Widget[] };
  if (!Array.isArray(widgets) || widgets.length > 500) return ['widgets must be a list of at most 500'];
  return [...widgets.flatMap(widgetProblems), ...overlaps(widgets)];
};

const widgetProblems = (widget: Widget, index: number): string[] => {
  const { type, x, y, width, height, properties } = widget;
  const name = `widget ${index} (${String(properties['title'] ?? type)})`;
  const isPlaced = [x, y].every((at) => Number.isInteger(at) && at >= 0) && x + width <= GRID;
  return [
    ...(TYPES.includes(type) ? [] : [`${name}: unknown type`]),
    ...(isPlaced && width >= 1 && height >= 1 && height <= 1_000 ? [] : [`${name}: off the grid`]),
    ...propertyProblems(type, properties).map((problem) => `${name}: ${problem}`),
  ];
};

const propertyProblems = (type: string, properties: Readonly<Record<string, unknown>>): string[] => {
  switch (type) {
    case 'text':
      return typeof properties['markdown'] === 'string' ? [] : ['no markdown'];
    case 'alarm':
      return arnsOf(properties['alarms']).length > 0 ? [] : ['no alarms, or no ARNs'];
    case 'custom':
      return ARN.test(String(properties['endpoint'])) ? [] : ['no endpoint'];
    case 'metric':
      return metricProblems(properties);
    default:
      return [];
  }
};

const arnsOf = (value: unknown): unknown[] =>
  Array.isArray(value) && value.every((one) => ARN.test(String(one))) ? value : [];

const metricProblems = ({ metrics, region, period, view }: Readonly<Record<string, unknown>>): string[] => {
  if (!Array.isArray(metrics) || metrics.length === 0 || metrics.length > 500) return ['no metrics'];
  const rows = metrics as unknown[][];
  const last = (row: unknown[]) => row.at(-1) as Record<string, unknown>;
  const options = rows.map((row) => (typeof row.at(-1) === 'object' ? last(row) : {}));
  const ids = options.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const periods = [period, ...options.map((each) => each['period'])].filter((each) => each !== undefined);
  return [
    ...(region === undefined ? ['no region'] : []),
    ...(view === undefined || ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie'].includes(String(view))
      ? []
      : ['bad view']),
    ...(new Set(ids).size === ids.length ? [] : ['an id twice']),
    ...ids.filter((id) => !/^[a-z]\w{0,254}$/.test(id)).map((id) => `bad id ${id}`),
    ...periods.filter((each) => Number(each) % 60 !== 0).map((each) => `bad period ${String(each)}`),
    ...rows.flatMap((row, index) => rowProblems(row, options[index] ?? {}, ids)),
  ];
};

const rowProblems = (
  row: unknown[],
  { expression }: Readonly<Record<string, unknown>>,
  ids: readonly string[],
): string[] => {
  if (typeof expression === 'string') return expressionProblems(expression, ids);
  const texts = row.filter((part) => typeof part === 'string');
  if (texts.length < 2 || texts.length % 2 !== 0)
    return [`a metric needs namespace, name and pairs: ${JSON.stringify(row)}`];
  return texts[0] === '.' || NAMESPACE.test(String(texts[0])) ? [] : [`bad namespace ${texts[0]}`];
};

const FUNCTIONS = new Set(['FILL', 'SUM', 'AVG', 'MAX', 'MIN', 'RATE', 'PERIOD', 'SORT', 'SLICE']);

const expressionProblems = (expression: string, ids: readonly string[]): string[] => {
  if (expression.startsWith('SELECT ')) return INSIGHTS.test(expression) ? [] : [`not a query: ${expression}`];
  const words = expression.replaceAll(/\d+(?:\.\d+)?/g, '0').match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((word) => !ids.includes(word) && !FUNCTIONS.has(word)).map((word) => `${word} names nothing`);
};

const overlaps = (widgets: readonly Widget[]): string[] => {
  const taken = new Map<string, number>();
  const found: string[] = [];
  widgets.forEach(({ x, y, width, height }, index) => {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const cell = `${column},${row}`;
        const other = taken.get(cell);
        if (other !== undefined) found.push(`widgets ${other} and ${index} overlap`);
        taken.set(cell, index);
      }
    }
  });
  return [...new Set(found)];
};
