import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonCutter } from '../../../../lib/cli/input/json-values.ts';

const cut = (pieces: readonly string[], options: { streamLists?: boolean; most?: number } = {}) => {
  const found = { values: [] as string[], tooLong: 0, unreadable: 0 };
  const report = { onTooLong: () => found.tooLong++, onUnreadable: () => found.unreadable++ };
  const cutter = new JsonCutter(report, options.streamLists ?? false, options.most);
  for (const piece of pieces) found.values.push(...cutter.push(piece).map(({ text }) => text));
  cutter.finish();
  return found;
};

/** Text in pieces of any length. */
const inPieces = (text: string, sizes: readonly number[]): string[] => {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < text.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
};

const pieceSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const object = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });

describe('JSON values', () => {
  it('come out whole, however they are joined, indented and cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(object),
        fc.constantFrom('', '\n', ' ', ',\n'),
        fc.constantFrom(0, 2),
        pieceSizes,
        (values, gap, indent, sizes) => {
          const text = values.map((value) => JSON.stringify(value, null, indent)).join(gap);
          const found = cut(inPieces(text, sizes));
          expect(found.values.map((value): unknown => JSON.parse(value))).toEqual(JSON.parse(JSON.stringify(values)));
          expect(found.unreadable).toBe(0);
        },
      ),
    );
  });

  it('of an outermost list come out one by one', () => {
    expect(cut(['[{"a":1},\n {"b":[2]}', ',{"c":"]"}]'])).toEqual({
      values: ['{"a":1}', '{"b":[2]}', '{"c":"]"}'],
      tooLong: 0,
      unreadable: 0,
    });
  });

  it('of a long list within an object come out one by one when asked for', () => {
    const text = JSON.stringify(
      { events: [{ a: '}' }, { b: { c: [] } }], searchedLogStreams: [{ x: 1 }], nextToken: '{"' },
      null,
      2,
    );
    for (const size of [1, 7, 1_000]) {
      const { values, unreadable } = cut(inPieces(text, [size]), { streamLists: true });
      expect({ values: values.map((value): unknown => JSON.parse(value)), unreadable }).toEqual({
        values: [{ a: '}' }, { b: { c: [] } }],
        unreadable: 0,
      });
    }
  });

  it('are dropped and counted when they are longer than the cap', () => {
    expect(cut([`{"a":"${'x'.repeat(100)}"}`, '{"b":1}'], { most: 50 })).toEqual({
      values: ['{"b":1}'],
      tooLong: 1,
      unreadable: 0,
    });
  });

  it('are found again behind stray brackets and other text', () => {
    expect(cut(['{"a":1} }} oops "x" {"b":2} {"c":'])).toMatchObject({ values: ['{"a":1}', '{"b":2}'] });
  });

  it('never make it throw, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        pieceSizes,
        fc.boolean(),
        (text, sizes, streamLists) => void cut(inPieces(text, sizes), { streamLists }),
      ),
    );
  });
});
