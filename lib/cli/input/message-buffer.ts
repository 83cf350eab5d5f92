/** CloudWatch Logs takes events of up to 1 MiB; what is longer was several events. */
const MAX_MESSAGE_CHARACTERS = 1024 * 1024;

/** Joins the lines of one event, up to the size that an event can have. */
export class MessageBuffer {
  #lines: string[] = [];
  #characters = 0;

  begin(line: string): void {
    this.#lines = [line];
    this.#characters = line.length;
  }

  /** Adds a further line; `false` when the event is full. */
  add(line: string): boolean {
    if (this.#characters + line.length >= MAX_MESSAGE_CHARACTERS) return false;
    this.#lines.push(line);
    this.#characters += line.length + 1;
    return true;
  }

  take(): string {
    const message = this.#lines.join('\n');
    this.#lines = [];
    this.#characters = 0;
    return message;
  }
}
