import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from '../../../../lib/cli/output/display-width.ts';
import { sparkText } from '../../../../lib/cli/output/spark-text.ts';
import { terminalText } from '../../../../lib/cli/output/terminal-text.ts';
import { textStyle } from '../../../../lib/cli/output/text-style.ts';
import { textTable } from '../../../../lib/cli/output/text-table.ts';
import { columnsOf } from '../../../../lib/cli/terminal.ts';

const plain = textStyle(false);
const columns = [
  { title: 'Name', least: 6 },
  { title: 'Calls', align: 'right' },
  { title: 'What', least: 8 },
] as const;
const table = (rows: readonly (readonly string[])[], width?: number) =>
  textTable(columns, rows, { width, heading: plain.dim }).split('\n').slice(0, -1);

describe('a table of text', () => {
  it('aligns what it holds, by the cells that a terminal gives it', () => {
    expect(
      table([
        ['checkout', '7', 'fine'],
        ['日本語', '1,200', 'é́'],
      ]),
    ).toEqual(['Name      Calls  What', 'checkout      7  fine', '日本語    1,200  é́']);
  });

  it('cuts the widest column that may give way, and never widens the terminal', () => {
    const rows = [['a-function-with-a-long-name', '12', 'a story that is longer than the terminal is wide']];
    for (const width of [40, 60, 80]) {
      const lines = table(rows, width);
      expect(lines.every((line) => displayWidth(line) <= width)).toBe(true);
      expect(lines[1]).toContain('…');
      expect(lines[1]).toContain('  12  ');
    }
    expect(table(rows)[1]).not.toContain('…');
  });

  it('lets no escape, control or reordering character out of a cell', () => {
    const hostile = '\u001b[2J\u202e\u0007\u009b31m\u200b\u{e0041}\ud800\r\nx';
    const [, line = ''] = table([[hostile, hostile, hostile]], 200);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u202e]|\p{Cs}|[\u{e0000}-\u{e0fff}]/u);
    expect(terminalText('a\tb')).toBe('a b');
  });
});

describe('widths', () => {
  it('count wide, combining and plain characters as terminals do', () => {
    expect(['abc', '日本', 'e\u0301', '🙂'].map(displayWidth)).toEqual([3, 4, 1, 2]);
    expect(cutToWidth('日本語です', 5)).toBe('日本…');
    expect(padToWidth('日本', 6)).toBe('日本  ');
    expect(wrapToWidth('one two three-is-very-long four', 9)).toEqual(['one two', 'three-is…', 'four']);
  });

  it.each([
    ['100', 80, 100],
    ['20', 80, 60],
    ['5000', 80, 200],
    ['wide', 120, 120],
    [undefined, 300, 200],
    [undefined, undefined, 80],
  ])('of a terminal that says COLUMNS=%s and measures %s are %s', (told, measured, expected) => {
    expect(columnsOf(told, measured)).toBe(expected);
  });
});

describe('a line of bars', () => {
  it('keeps every spike, however many values share a bar', () => {
    const values = Array.from({ length: 1_000 }, (_, index) => (index === 617 ? 90 : 10));
    const bars = sparkText(values, 50);
    expect(bars).toHaveLength(50);
    expect(bars.match(/█/g)).toHaveLength(1);
  });

  it('shows nothing as low, unknown as blank, and needs no values', () => {
    expect(sparkText([0, 0], 10)).toBe('▁▁');
    expect(sparkText([null, 4, 8], 10)).toBe(' ▅█');
    expect(sparkText([], 10)).toBe('');
  });
});
