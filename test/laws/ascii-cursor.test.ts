import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AsciiCursor, asciiOf } from '../../lib/core/fold/ascii-cursor.ts';

const ascii = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: 'binary-ascii', maxLength });

describe('AsciiCursor', () => {
  const cursor = new AsciiCursor();

  it('steps over a text where it stands, and nowhere else, whatever stood in the line before', () => {
    fc.assert(
      fc.property(ascii(20), ascii(20), ascii(12), fc.nat(20), (before, line, other, from) => {
        const at = Math.min(from, line.length);
        for (const text of [other, line.slice(at), line.slice(at, at + 5), `${line.slice(at)}${before.slice(0, 3)}`]) {
          cursor.load(`${line}${before}`);
          cursor.load(line);
          cursor.at = at;
          // A zero byte ends a line, and is part of no name.
          const stands = line.startsWith(text, at);
          if (text.includes('\0')) continue;
          expect(cursor.skip(asciiOf(text))).toBe(stands);
          expect(cursor.at).toBe(stands ? at + text.length : at);
        }
      }),
    );
  });
});
