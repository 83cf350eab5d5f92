/** One element as it was opened. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const VOID = new Set(['meta', 'input', 'br', 'link']);
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z][\w:-]*(?:="[^"<]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /\s+([a-zA-Z][\w:-]*)(?:="([^"<]*)")?/g;

/**
 * Reads a page that is written strictly: double quotes around every attribute value, every element closed in order, no
 * stray `<` in text. Throws at the first place that is not. Stricter than a browser, so that nothing is left to its
 * forgiveness.
 */
export const readHtml = (page: string): HtmlElement[] => {
  const elements: HtmlElement[] = [];
  const open: string[] = [];
  let position = page.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0;
  while (position < page.length) {
    const next = page.indexOf('<', position);
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(page);
    if (match === null) throw new Error(`not a tag: ${page.slice(next, next + 60)}`);
    const [whole, closing, name = '', attributes = '', selfClosing] = match;
    position = next + whole.length;
    if (closing) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}>`);
      continue;
    }
    elements.push({ name, attributes: attributesOf(attributes) });
    if (selfClosing || VOID.has(name)) continue;
    if (name === 'script' || name === 'style') {
      position = page.indexOf(`</${name}>`, position) + name.length + 3;
      continue;
    }
    open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return elements;
};

const attributesOf = (text: string): Map<string, string> => {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, value);
  }
  return attributes;
};
