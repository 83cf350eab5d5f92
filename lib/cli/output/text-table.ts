import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';
import { terminalText } from './terminal-text.ts';
import type { Paint } from './text-style.ts';

export interface TextColumn {
  readonly title: string;
  readonly align?: 'right';
  /** Gives way where the table is too wide for its place: cut to this many cells at least. */
  readonly least?: number;
}

/** Text from wherever: it is made harmless here. */
export interface TextCell {
  readonly text: string;
  readonly paint?: Paint;
}

export interface TableLook {
  /** Cells across; `undefined` where nobody looks: nothing is cut. */
  readonly width: number | undefined;
  readonly heading: Paint;
}

const GAP = 2;

/** Aligned columns. Where there is too little room, columns with `least` give way, widest first. */
export const textTable = (
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
  look: TableLook,
): string => {
  const cells = rows.map((row) => row.map((cell) => harmless(typeof cell === 'string' ? { text: cell } : cell)));
  const natural = columns.map(({ title }, column) =>
    cells.reduce((most, row) => Math.max(most, displayWidth(row[column]?.text ?? '')), displayWidth(title)),
  );
  const widths = fitted(natural, columns, look.width);
  const line = (texts: readonly TextCell[]): string =>
    columns
      .map(({ align }, column) => {
        const { text, paint } = texts[column] ?? { text: '' };
        const width = widths[column] ?? 0;
        const isLast = column === columns.length - 1 && align !== 'right';
        const shown = cutToWidth(text, width);
        const blanks = padToWidth('', width - displayWidth(shown));
        const painted = paint === undefined ? shown : paint(shown);
        return align === 'right' ? blanks + painted : isLast ? painted : painted + blanks;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const heading = columns.map(({ title }) => ({ text: title, paint: look.heading }));
  return [heading, ...cells].map((row) => `${line(row)}\n`).join('');
};

const harmless = ({ text, paint }: TextCell): TextCell => ({ text: terminalText(text), ...(paint && { paint }) });

const fitted = (natural: readonly number[], columns: readonly TextColumn[], width: number | undefined): number[] => {
  const widths = [...natural];
  if (width === undefined) return widths;
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP * (columns.length - 1) - width;
  while (excess > 0) {
    let widest = -1;
    widths.forEach((each, column) => {
      const least = columns[column]?.least;
      if (least !== undefined && each > least && each > (widths[widest] ?? 0)) widest = column;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
};
