/** An element of an XML document as the query protocols of AWS answer: no attribute of theirs is of use. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** Between the tags; of use only where there are no children. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const DEEPEST = 32;

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a document in one pass; `undefined` when its tags do not match. Comments, declarations and attributes are
 * skipped. A page of code in place of a library: AWS answers with elements and text, and nothing else.
 */
export const parseXml = (document: string): XmlElement | undefined => {
  const root: OpenElement = { name: '', children: [], text: '' };
  const open: OpenElement[] = [root];
  let at = 0;
  for (;;) {
    const current = open.at(-1);
    const start = document.indexOf('<', at);
    if (current === undefined) return undefined;
    if (start < 0) break;
    current.text += decoded(document.slice(at, start));
    const end = document.indexOf('>', start);
    if (end < 0) return undefined;
    const tag = document.slice(start + 1, end);
    at = end + 1;
    if (tag.startsWith('?') || tag.startsWith('!')) continue;
    if (tag.startsWith('/')) {
      if (open.length === 1 || current.name !== tag.slice(1).trim()) return undefined;
      open.pop();
      open.at(-1)?.children.push(current);
      continue;
    }
    const element = { name: nameOf(tag), children: [], text: '' };
    if (tag.endsWith('/')) current.children.push(element);
    else open.push(element);
    if (open.length > DEEPEST) return undefined;
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0] : undefined;
};

const nameOf = (tag: string): string => {
  const end = tag.search(/[\s/]/);
  return end < 0 ? tag : tag.slice(0, end);
};

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{1,5}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name)] ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });

/** The first child of this name. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

/** Text of the first child of this name; `undefined` when there is none, or nothing in it. */
export const textOf = (element: XmlElement, name: string): string | undefined => {
  const text = childOf(element, name)?.text.trim();
  return text === '' ? undefined : text;
};

/** The items of a list: the children of the first child of this name. */
export const itemsOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  childOf(element, name)?.children ?? [];
