import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsOf, parseXml, textOf, type XmlElement } from '../../../lib/aws/xml-element.ts';

const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,8}$/);
const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ name, children: fc.constant([]), text: fc.string({ unit: 'binary' }) }),
    fc.record({ name, children: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }), text: fc.constant('') }),
  ),
}));

const escaped = (text: string): string =>
  [...text].map((mark) => (/[<>&"']/.test(mark) ? `&#x${(mark.codePointAt(0) ?? 0).toString(16)};` : mark)).join('');
const written = ({ name: tag, children, text }: XmlElement): string =>
  children.length === 0 && text === ''
    ? `<${tag}/>`
    : `<${tag} xmlns="urn:x">${children.map(written).join('')}${escaped(text)}</${tag}>`;

describe('parseXml', () => {
  it('reads back whatever elements and text were written', () => {
    fc.assert(
      fc.property(tree, (element) => {
        expect(parseXml(`<?xml version="1.0"?>\n<!-- made by a test -->\n${written(element)}`)).toEqual(element);
      }),
    );
  });

  it('answers whatever it is given, and never at length', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseXml(text)));
    expect(parseXml('<a>'.repeat(100_000))).toBeUndefined();
    expect(parseXml('<'.repeat(1_000_000))).toBeUndefined();
    expect(parseXml(`<a>${'&'.repeat(1_000_000)}</a>`)?.text).toHaveLength(1_000_000);
  });

  it.each(['', 'text', '<a>', '</a>', '<a></b>', '<a></a><b></b>', '<a', '<a><b></a></b>'])('refuses %j', (text) => {
    expect(parseXml(text)).toBeUndefined();
  });

  it('finds children by name', () => {
    const element = parseXml('<r><set><item>1</item><item> </item></set><x> y &amp;&lt;&#65;&unknown; </x></r>');
    if (element === undefined) throw new Error('not read');
    expect(itemsOf(element, 'set').map(({ text }) => text)).toEqual(['1', ' ']);
    expect(itemsOf(element, 'none')).toEqual([]);
    expect(textOf(element, 'x')).toBe('y &<A&unknown;');
    expect(textOf(element, 'none')).toBeUndefined();
  });
});
