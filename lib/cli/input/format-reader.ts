import type { Entry } from './entry.ts';

/** Reads one format, piece by piece. What cannot be read is counted, never thrown. */
export interface FormatReader {
  /** Appends the entries that are complete with this piece of text. */
  push(text: string, into: Entry[]): void;
  /** Appends what was still open at the end of the input. */
  finish(into: Entry[]): void;
}
