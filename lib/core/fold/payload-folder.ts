import { DEFAULT_DECODE_LIMITS } from '../decode/decode-payload.ts';
import { EventFrame } from '../decode/event-frame.ts';
import { jsonExtent } from '../decode/json-extent.ts';
import { PayloadWindow } from '../decode/payload-window.ts';
import { type PayloadHeader, readHeader } from '../decode/read-header.ts';
import { readEvent, readTimestamp } from '../decode/read-payload.ts';
import { countSkipped } from '../decode/skip-reason.ts';
import { ownerOfStream } from '../parse/stream-owner.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochMs } from '../units.ts';
import type { PayloadFallback } from './fallback.ts';
import { foldBatch } from './fold-batch.ts';
import { LineFolder } from './line-folder.ts';
import type { FoldContext } from './observe-batch.ts';
import { placedId } from './placed-id.ts';
import { SummaryTable } from './summary-table.ts';
import { emptyTally, type Tally } from './tally.ts';

/** A payload of one function's log stream, folded. */
export interface FoldedPayload extends Pick<PayloadHeader, 'owner' | 'logGroup' | 'logStream'> {
  readonly windows: SummaryTable;
  readonly tally: Tally;
  /** Events that are no skipped ones; the rest is about them. */
  readonly events: number;
  readonly firstEventId: string;
  readonly firstEventAt: EpochMs;
  readonly lastEventId: string;
}

/** Judges a batch by its header; what is not wanted is left to whoever counts it. */
export type IsWanted = (header: PayloadHeader) => boolean;

const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACE = 0x7b;

/**
 * Folds payloads of Lambda log streams without making objects of them: the text passes through one window, events are
 * read where they lie, and only lines that need it are decoded. A payload is folded completely, to the bits that
 * `decodePayload` and `foldBatch` give, or not at all: then the problem is a reason to take that way.
 *
 * One per execution environment. Not re-entrant; nothing in it waits.
 */
export class PayloadFolder {
  readonly #window: PayloadWindow | undefined;
  readonly #frame: EventFrame | undefined;
  readonly #lines: LineFolder | undefined;

  constructor(limitBytes: number = DEFAULT_DECODE_LIMITS.maxInflatedBytes) {
    this.#window = PayloadWindow.create(limitBytes);
    if (this.#window === undefined) return;
    this.#frame = new EventFrame(this.#window);
    this.#lines = new LineFolder(this.#window);
  }

  fold(base64: string, salt: number, context: FoldContext, isWanted: IsWanted): Result<FoldedPayload, PayloadFallback> {
    const window = this.#window;
    if (window === undefined || this.#frame === undefined || this.#lines === undefined) {
      return fail('payload_no_window');
    }
    if (!window.open(base64)) return fail('payload_bytes');
    const header = readHeader(window);
    if (header === undefined) return fail('payload_header');
    const owner = ownerOfStream(header.logGroup, header.logStream);
    if (owner.kind !== 'function' || !isWanted(header)) return fail('payload_not_lambda');
    const windows = new SummaryTable(salt);
    const tally = emptyTally();
    const functionId = placedId(owner.name, header.owner, context.region);
    this.#lines.begin({ functionId, logStream: header.logStream, version: owner.version, windows, tally });
    const run = new PayloadRun(window, this.#frame, this.#lines, header, windows, tally, context);
    const problem = run.readEvents();
    if (problem !== undefined) return fail(problem);
    this.#lines.finish();
    const { firstEventAt, firstEventId, lastEventId, events } = run;
    if (firstEventAt === undefined) return fail('payload_tail');
    const { owner: account, logGroup, logStream } = header;
    return ok({ owner: account, logGroup, logStream, windows, tally, events, firstEventId, firstEventAt, lastEventId });
  }
}

/** The events of one payload, one after another. */
class PayloadRun {
  readonly #window: PayloadWindow;
  readonly #frame: EventFrame;
  readonly #lines: LineFolder;
  readonly #header: PayloadHeader;
  readonly #windows: SummaryTable;
  readonly #tally: Tally;
  readonly #context: FoldContext;
  /** Where the next event begins. */
  #at: number;
  events = 0;
  firstEventId = '';
  firstEventAt: EpochMs | undefined;
  #lastEventId = '';
  /** Where the last event's id lies in the window; an end of 0 when {@link lastEventId} has been read. */
  #lastIdStart = 0;
  #lastIdEnd = 0;

  constructor(
    window: PayloadWindow,
    frame: EventFrame,
    lines: LineFolder,
    header: PayloadHeader,
    windows: SummaryTable,
    tally: Tally,
    context: FoldContext,
  ) {
    this.#window = window;
    this.#frame = frame;
    this.#lines = lines;
    this.#header = header;
    this.#windows = windows;
    this.#tally = tally;
    this.#context = context;
    this.#at = header.end;
  }

  get lastEventId(): string {
    this.#keepLastId();
    return this.#lastEventId;
  }

  /** Why the payload cannot be read this way; `undefined` when it was read to its end. */
  readEvents(): PayloadFallback | undefined {
    const { bytes } = this.#window;
    for (;;) {
      if (!this.#foldEvent() && !(this.#slide() && this.#foldEvent())) return 'payload_event';
      const separator = bytes[this.#at++];
      if (separator === CLOSING_BRACKET) return this.#isEnd() ? undefined : 'payload_tail';
      if (separator !== COMMA) return 'payload_event';
    }
  }

  /** False when the event does not end in the window, or is none. */
  #foldEvent(): boolean {
    return this.#foldFramed() || this.#foldUnusual();
  }

  /** An event of the usual layout that lies in the window with the byte behind it. */
  #foldFramed(): boolean {
    const frame = this.#frame;
    if (!frame.read(this.#at) || frame.end >= this.#window.filled) return false;
    const at = readTimestamp(frame.timestamp);
    if (at === undefined) return false;
    this.#lines.fold(at, frame.messageStart, frame.messageEnd, frame.traits);
    if (this.events++ === 0) {
      this.firstEventId = this.#window.latin1(frame.idStart, frame.idEnd);
      this.firstEventAt = at;
    }
    this.#lastIdStart = frame.idStart;
    this.#lastIdEnd = frame.idEnd;
    this.#at = frame.end;
    return true;
  }

  /** Takes the id of the last event out of the window while it is there. */
  #keepLastId(): void {
    if (this.#lastIdEnd > 0) this.#lastEventId = this.#window.latin1(this.#lastIdStart, this.#lastIdEnd);
    this.#lastIdEnd = 0;
  }

  /** Brings the rest of an event into the window. False when there is no more, or it is damaged. */
  #slide(): boolean {
    if (this.#window.isLast || this.#at === 0) return false;
    this.#keepLastId();
    const from = this.#at;
    this.#at = 0;
    return this.#window.slide(from);
  }

  /** An event of any other layout: its JSON is parsed, and judged as in the naive path. */
  #foldUnusual(): boolean {
    const { bytes, filled } = this.#window;
    const end = bytes[this.#at] === OPENING_BRACE ? jsonExtent(bytes, this.#at, filled) : -1;
    if (end < 0 || end >= filled) return false;
    const entry = parsed(this.#window.text(this.#at, end));
    if (entry === undefined) return false;
    const event = readEvent(entry);
    this.#tally.fallbacks.set('event_layout', (this.#tally.fallbacks.get('event_layout') ?? 0) + 1);
    if (typeof event === 'string') {
      countSkipped(this.#tally.skipped, event);
      this.#tally.events++;
    } else {
      foldBatch({ ...this.#header, events: [event] }, this.#windows, this.#tally, this.#context);
      if (this.events++ === 0) {
        this.firstEventId = event.id;
        this.firstEventAt = event.timestamp;
      }
      this.#lastEventId = event.id;
      this.#lastIdEnd = 0;
    }
    this.#at = end;
    return true;
  }

  /** Whether nothing but a closing brace is left, and the checksum was right. */
  #isEnd(): boolean {
    const window = this.#window;
    if (this.#at >= window.filled && !this.#slide()) return false;
    if (window.bytes[this.#at] !== CLOSING_BRACE || this.#at + 1 !== window.filled) return false;
    if (window.isLast) return true;
    // The window is full to the last byte: whether more comes shows only when it is asked for.
    return this.#slide() && window.isLast && window.filled === 1;
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The whole payload is no JSON then.
    return undefined;
  }
};
