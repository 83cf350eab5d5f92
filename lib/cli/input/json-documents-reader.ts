import type { Entry } from './entry.ts';
import type { FormatReader } from './format-reader.ts';
import type { InputSkips } from './input-skips.ts';
import { JsonCutter, type JsonValueText } from './json-values.ts';
import type { ValueReader } from './value-reader.ts';

/** JSON values of any length: pretty-printed, joined without separator, or in one list. */
export class JsonDocumentsReader implements FormatReader {
  readonly #values: ValueReader;
  readonly #skips: InputSkips;
  readonly #cutter: JsonCutter;

  /** @param streamLists the input is one long object whose list is worth reading element by element */
  constructor(values: ValueReader, skips: InputSkips, streamLists: boolean) {
    this.#values = values;
    this.#skips = skips;
    this.#cutter = new JsonCutter(
      { onTooLong: () => skips.add('too_long'), onUnreadable: () => skips.add('unreadable') },
      streamLists,
    );
  }

  push(text: string, into: Entry[]): void {
    for (const value of this.#cutter.push(text)) this.#read(value, into);
  }

  finish(): void {
    this.#cutter.finish();
  }

  #read({ text }: JsonValueText, into: Entry[]): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // As for lines: a count says it.
      this.#skips.add('unreadable');
      return;
    }
    this.#values.read(value, text, into);
  }
}
