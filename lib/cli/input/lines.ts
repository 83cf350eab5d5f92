/** Longest line that is kept whole: a Lambda event is at most 1 MB, a payload of many events a few MB. */
export const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * Cuts text into lines at `\n` or `\r\n`, whatever the pieces it arrives in. Holds one unfinished line at most, and of
 * that no more than the cap: a longer line is dropped whole and counted.
 */
export class LineCutter {
  readonly #maxCharacters: number;
  readonly #onTooLong: () => void;
  #rest: string[] = [];
  #restLength = 0;
  #dropping = false;

  constructor(onTooLong: () => void, maxCharacters = MAX_LINE_CHARACTERS) {
    this.#maxCharacters = maxCharacters;
    this.#onTooLong = onTooLong;
  }

  /** The lines that end within this piece. */
  push(text: string): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#take(text, start, end, lines);
      start = end + 1;
    }
    if (start < text.length) this.#hold(start === 0 ? text : text.slice(start));
    return lines;
  }

  /** The last line, when the text does not end with a line break. */
  finish(): string[] {
    const lines: string[] = [];
    if (this.#restLength > 0 || this.#dropping) this.#take('', 0, 0, lines);
    return lines;
  }

  #take(text: string, start: number, end: number, lines: string[]): void {
    if (this.#dropping || this.#restLength + end - start > this.#maxCharacters) {
      this.#onTooLong();
    } else {
      const piece = text.slice(start, end);
      const line = this.#restLength === 0 ? piece : this.#rest.join('') + piece;
      lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    this.#rest = [];
    this.#restLength = 0;
    this.#dropping = false;
  }

  #hold(text: string): void {
    if (this.#dropping) return;
    this.#rest.push(text);
    this.#restLength += text.length;
    if (this.#restLength <= this.#maxCharacters) return;
    this.#dropping = true;
    this.#rest = [];
    this.#restLength = 0;
  }
}
