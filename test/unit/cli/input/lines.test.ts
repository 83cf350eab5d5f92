import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineCutter } from '../../../../lib/cli/input/lines.ts';

const cut = (pieces: readonly string[], most?: number): { lines: string[]; tooLong: number } => {
  let tooLong = 0;
  const cutter = new LineCutter(() => tooLong++, most);
  const lines = [...pieces.flatMap((piece) => cutter.push(piece)), ...cutter.finish()];
  return { lines, tooLong };
};

it('cuts text into the same lines however it arrives', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r\n', '\r') }));
  fc.assert(
    fc.property(texts, (pieces) => {
      const text = pieces.join('');
      const wanted = text
        .split('\n')
        .map((line, index, all) => (index < all.length - 1 || line !== '' ? line.replace(/\r$/, '') : undefined));
      expect(cut(pieces).lines).toEqual(wanted.filter((line) => line !== undefined));
    }),
  );
});

it('drops and counts lines beyond the cap, and reads on behind them', () => {
  expect(cut(['short\n', 'x'.repeat(8), 'x'.repeat(8), '\nnext\n', 'y'.repeat(20)], 10)).toEqual({
    lines: ['short', 'next'],
    tooLong: 2,
  });
});
