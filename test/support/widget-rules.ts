import { readHtml } from './html-tree.ts';

/**
 * What a custom widget may hold. CloudWatch removes scripts, `iframe` and `use`, and speaks of "other known security
 * vulnerabilities"; this list is of what the widgets need, so that there is nothing to remove.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
 */
const ELEMENTS = new Set(
  'style div h2 p span time table thead tbody tr th td a form label select option svg g path rect line circle text title cwdb-action'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  (
    'class style id data-theme datetime scope title name value selected role aria-label aria-hidden width height viewBox ' +
    'preserveAspectRatio d x y x1 x2 y1 y2 cx cy r rx dx text-anchor transform action display endpoint'
  ).split(' '),
);
/** Shorthand custom properties only: `--swatch:var(--nj-band)`. */
const STYLE = /^--[a-z]+:var\(--[a-z-]+\)$/;
const MOST_BYTES = 100_000;
const ACTION = /<cwdb-action action="call" display="(popup|widget)" endpoint="(arn:[^"]+)">([^<]*)<\/cwdb-action>/g;

/** Everything that is wrong with the HTML of a widget, as one line each. */
export const widgetProblems = (html: string): string[] => {
  const elements = readHtml(html);
  const actions = [...html.matchAll(ACTION)];
  return [
    ...(Buffer.byteLength(html) < MOST_BYTES ? [] : [`${Buffer.byteLength(html)} bytes are too many`]),
    ...elements.filter(({ name }) => !ELEMENTS.has(name)).map(({ name }) => `<${name}> is not allowed`),
    ...elements.flatMap(({ name, attributes }) =>
      [...attributes].flatMap(([key, value]) => attributeProblems(name, key, value)),
    ),
    ...(/url\(|@import|expression\(|javascript:/i.test(html) ? ['asks for something from outside'] : []),
    ...(actions.length === elements.filter(({ name }) => name === 'cwdb-action').length
      ? []
      : ['a link without its parts']),
    // It acts on the element right before it.
    ...actions
      .filter(({ index }) => !html.slice(0, index).endsWith('</a>'))
      .map(() => 'a link that belongs to nothing'),
    ...actions.flatMap(([, , , json = '']) => jsonProblems(json)),
  ];
};

const attributeProblems = (element: string, name: string, value: string): string[] => [
  ...(ATTRIBUTES.has(name) ? [] : [`${name} of <${element}> is not allowed`]),
  ...(name !== 'style' || STYLE.test(value) ? [] : [`style ${value} is not allowed`]),
];

const jsonProblems = (json: string): string[] => {
  try {
    const parameters: unknown = JSON.parse(json);
    return typeof parameters === 'object' && parameters !== null ? [] : [`${json} is no object`];
  } catch {
    return [`${json} is not JSON`];
  }
};
