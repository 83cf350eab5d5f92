import type { Terminal } from '../terminal.ts';
import type { LineLook } from './incident-line.ts';

/** Columns and colour where a person looks, plain lines where a program reads. */
export const lookOf = ({ outIsTty, columns, color }: Terminal): LineLook => ({
  color,
  width: outIsTty ? columns : undefined,
});
