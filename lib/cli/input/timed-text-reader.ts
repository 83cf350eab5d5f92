import type { Entry, Origin } from './entry.ts';
import type { EntryMaker } from './entry-maker.ts';
import type { FormatReader } from './format-reader.ts';
import { LineCutter } from './lines.ts';
import { MessageBuffer } from './message-buffer.ts';
import { type TimedFormat, type TimedLine, timedLine } from './timed-line.ts';

/** Text with a time, and maybe a stream, before each event; lines without belong to the event before. */
export class TimedTextReader implements FormatReader {
  readonly #maker: EntryMaker;
  readonly #format: TimedFormat;
  readonly #logGroup: string;
  readonly #lines: LineCutter;
  readonly #message = new MessageBuffer();
  #head: TimedLine | undefined;

  constructor(maker: EntryMaker, format: TimedFormat, logGroup: string) {
    this.#maker = maker;
    this.#format = format;
    this.#logGroup = logGroup;
    this.#lines = new LineCutter(() => maker.context.skips.add('too_long'));
  }

  push(text: string, into: Entry[]): void {
    for (const line of this.#lines.push(text)) this.#read(line, into);
  }

  finish(into: Entry[]): void {
    for (const line of this.#lines.finish()) this.#read(line, into);
    this.#emit(into);
  }

  #read(line: string, into: Entry[]): void {
    const head = timedLine(line);
    if (head?.format === this.#format) {
      this.#emit(into);
      this.#head = head;
      this.#message.begin(head.message);
    } else if (this.#head === undefined) {
      if (line.trim() !== '') this.#maker.context.skips.add('unreadable');
    } else if (!this.#message.add(line)) this.#maker.context.skips.add('too_long');
  }

  #emit(into: Entry[]): void {
    if (this.#head === undefined) return;
    const { at, stream } = this.#head;
    this.#maker.event(this.#originOf(stream), { id: '', timestamp: at, message: this.#message.take() }, into);
    this.#head = undefined;
  }

  #originOf(stream: string | undefined): Origin {
    const { account, streamOfPath } = this.#maker.context;
    return this.#maker.origin(account, this.#logGroup, stream ?? streamOfPath);
  }
}
