import type { Entry, Origin } from './entry.ts';
import type { EntryMaker } from './entry-maker.ts';
import type { FormatReader } from './format-reader.ts';
import { jsonLineTime } from './json-line-time.ts';
import { type LambdaLine, lambdaLine } from './lambda-line.ts';
import { LineCutter } from './lines.ts';
import { MessageBuffer } from './message-buffer.ts';
import { UntimedEvents } from './untimed-events.ts';

/**
 * The log of one function as a console or a tool shows it: events of one or several lines, some without a time of their
 * own. A line that does not begin an event belongs to the one before.
 */
export class LambdaTextReader implements FormatReader {
  readonly #maker: EntryMaker;
  readonly #origin: Origin;
  readonly #lines: LineCutter;
  readonly #message = new MessageBuffer();
  readonly #untimed: UntimedEvents;
  #open: LambdaLine | undefined;
  #into: Entry[] = [];

  constructor(maker: EntryMaker, logGroup: string) {
    const { account, streamOfPath, skips } = maker.context;
    this.#maker = maker;
    this.#origin = maker.origin(account, logGroup, streamOfPath);
    this.#lines = new LineCutter(() => skips.add('too_long'));
    this.#untimed = new UntimedEvents((message, timestamp) =>
      maker.event(this.#origin, { id: '', timestamp, message }, this.#into),
    );
  }

  push(text: string, into: Entry[]): void {
    this.#into = into;
    for (const line of this.#lines.push(text)) this.#read(line);
  }

  finish(into: Entry[]): void {
    this.#into = into;
    for (const line of this.#lines.finish()) this.#read(line);
    this.#emit();
    this.#untimed.finish();
  }

  /** A line that is one event, as in the JSON log format. */
  event(text: string, into: Entry[]): void {
    this.#into = into;
    this.#emit();
    this.#untimed.add(text, jsonLineTime(text), false);
  }

  #read(line: string): void {
    const json = wholeObject(line);
    const judged = json ? JSON_LINE : lambdaLine(line);
    if (judged.begins || this.#open === undefined || this.#open.alone) {
      if (line.trim() === '' && (this.#open === undefined || this.#open.alone)) return;
      this.#emit();
      this.#open = json ? { ...judged, at: jsonLineTime(line) } : judged;
      this.#message.begin(line);
    } else if (!this.#message.add(line)) this.#maker.context.skips.add('too_long');
  }

  #emit(): void {
    if (this.#open === undefined) return;
    this.#untimed.add(this.#message.take(), this.#open.at, this.#open.opens);
    this.#open = undefined;
  }
}

const JSON_LINE: LambdaLine = { begins: true, alone: true, opens: false, typical: true, at: undefined };

const wholeObject = (line: string): boolean => line.startsWith('{"') && line.trimEnd().endsWith('}');
