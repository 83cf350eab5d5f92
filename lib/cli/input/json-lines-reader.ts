import type { Entry } from './entry.ts';
import type { FormatReader } from './format-reader.ts';
import type { InputSkips } from './input-skips.ts';
import { LineCutter } from './lines.ts';
import type { ValueReader } from './value-reader.ts';

/** One JSON value a line. */
export class JsonLinesReader implements FormatReader {
  readonly #values: ValueReader;
  readonly #skips: InputSkips;
  readonly #lines: LineCutter;

  constructor(values: ValueReader, skips: InputSkips) {
    this.#values = values;
    this.#skips = skips;
    this.#lines = new LineCutter(() => skips.add('too_long'));
  }

  push(text: string, into: Entry[]): void {
    for (const line of this.#lines.push(text)) this.#read(line, into);
  }

  finish(into: Entry[]): void {
    for (const line of this.#lines.finish()) this.#read(line, into);
  }

  #read(line: string, into: Entry[]): void {
    if (this.#values.readWindowLine(line, into)) return;
    if (line === '' || line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // The parser's message quotes the line and says nothing that a count does not.
      this.#skips.add('unreadable');
      return;
    }
    this.#values.read(value, line, into);
  }
}
