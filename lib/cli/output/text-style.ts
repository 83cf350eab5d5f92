import type { Severity } from '../../core/signal.ts';

/** Codes of ECMA-48 (SGR). */
const CODES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36', alarm: '1;31' } as const;

export type Paint = (text: string) => string;

/** Colours for a terminal; without colour every one leaves the text as it is. */
export interface TextStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

export const textStyle = (color: boolean): TextStyle => {
  const paint = (code: string): Paint => (color ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text);
  return {
    bold: paint(CODES.bold),
    dim: paint(CODES.dim),
    good: paint(CODES.green),
    severity: {
      low: paint(CODES.cyan),
      medium: paint(CODES.yellow),
      high: paint(CODES.red),
      critical: paint(CODES.alarm),
    },
  };
};
