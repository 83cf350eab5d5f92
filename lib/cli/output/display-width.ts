/** Ranges of characters that fill two cells of a terminal: East Asian wide and emoji, as far as names hold them. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const COMBINING = /\p{M}/u;

const cellsOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
};

/** Cells that a text without control characters fills on a terminal. */
export const displayWidth = (text: string): number => {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
};

/** The text within so many cells, with an ellipsis where something is missing. */
export const cutToWidth = (text: string, most: number): string => {
  if (displayWidth(text) <= most) return text;
  let kept = '';
  let cells = 0;
  for (const character of text) {
    cells += cellsOf(character);
    if (cells > most - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

export const padToWidth = (text: string, cells: number, align: 'left' | 'right' = 'left'): string => {
  const blanks = ' '.repeat(Math.max(0, cells - displayWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
};

/** The text in lines of at most so many cells, broken at blanks where there are any. */
export const wrapToWidth = (text: string, most: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= most) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = cutToWidth(word, most);
    }
  }
  return line === '' ? lines : [...lines, line];
};
