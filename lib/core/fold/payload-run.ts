import { jsonExtent } from '../decode/json-extent.ts';
import type { LogEvent } from '../decode/log-batch.ts';
import type { PayloadWindow } from '../decode/payload-window.ts';
import { readEvent } from '../decode/read-event.ts';
import { countSkipped, type SkipReason } from '../decode/skip-reason.ts';
import { tellingIdOf } from '../decode/telling-id.ts';
import type { FunctionId } from '../function-key.ts';
import type { LineScanner } from '../parse/line-scanner.ts';
import { EVENT, EVENT_SPANS, HEADER_SPANS, RUN_SPANS } from '../parse/scanner-layout.ts';
import { type EpochMs, epochMs } from '../units.ts';
import type { PayloadFallback } from './fallback.ts';
import type { LineFolder } from './line-folder.ts';
import type { FoldedPayload } from './payload-folder.ts';
import type { PayloadOrigin } from './payload-origin.ts';
import { placedId } from './placed-id.ts';
import { addTo, type Tally, tallySkipped } from './tally.ts';

/** Events of another layout that are parsed one by one: a payload that is full of them is decoded as a whole. */
const MOST_UNUSUAL = 100_000;

const COMMA = 0x2c;
const CLOSING_BRACKET = 0x5d;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACE = 0x7b;

type IdSpan = (typeof EVENT_SPANS)['id'] | (typeof RUN_SPANS)['firstId' | 'lastId'];
type AccountSpan = (typeof EVENT_SPANS | typeof RUN_SPANS)['account'];
type RegionSpan = (typeof EVENT_SPANS | typeof RUN_SPANS)['region'];

const NOWHERE: PayloadOrigin = {
  header: { owner: '', logGroup: '', subscriptionFilters: [] },
  name: '',
  version: undefined,
  functionId: placedId('', '', ''),
};

/** Reads the events of one payload after the other, as they come into the window. */
export class PayloadRun {
  readonly #scanner: LineScanner;
  readonly #window: PayloadWindow;
  readonly #lines: LineFolder;
  #origin = NOWHERE;
  /** Account and Region as the last event that names them writes them, and whose function that makes it. */
  #account = '';
  #region = '';
  #elsewhereId = NOWHERE.functionId;
  /** The stream's name, or where it lies in the window. */
  #logStream: string | undefined;
  #streamStart = 0;
  #streamEnd = 0;
  /** Where the next event begins. */
  #at = 0;
  #events = 0;
  #keepsIds = false;
  #firstEventId = '';
  #firstEventAt = epochMs(0);
  #lastEventId = '';
  /** Where the last event's id lies in the window; an end of 0 when it has been read. */
  #lastIdStart = 0;
  #lastIdEnd = 0;
  #unclear = 0;
  #unusual = 0;
  #rest: LogEvent[] = [];
  #skipped = new Map<SkipReason, number>();

  constructor(scanner: LineScanner, window: PayloadWindow, lines: LineFolder) {
    this.#scanner = scanner;
    this.#window = window;
    this.#lines = lines;
  }

  /** Begins with the payload whose header ends at `end`, and was read last. */
  begin(origin: PayloadOrigin, end: number, keepsIds: boolean): void {
    const { logStream } = HEADER_SPANS;
    this.#origin = origin;
    this.#keepsIds = keepsIds;
    this.#logStream = undefined;
    this.#streamStart = this.#scanner.start(logStream);
    this.#streamEnd = this.#scanner.end(logStream);
    this.#account = '';
    this.#region = '';
    this.#at = end;
    this.#events = 0;
    this.#lastIdEnd = 0;
    this.#unclear = 0;
    this.#unusual = 0;
    this.#rest = [];
    if (this.#skipped.size > 0) this.#skipped = new Map();
    this.#lines.begin(origin.version);
  }

  /** Why the payload cannot be read this way; `undefined` when it was read to its end. */
  readEvents(): PayloadFallback | undefined {
    const scanner = this.#scanner;
    const { bytes } = this.#window;
    for (;;) {
      const kind = scanner.readRun(this.#at);
      if (scanner.runEvents > 0) this.#foldRun();
      this.#at = scanner.stoppedAt;
      if (kind === EVENT.another) continue;
      if (kind === EVENT.unframed) {
        if (this.#foldUnusual()) {
          // It lies in the window with the byte behind it.
        } else if (this.#slide()) continue;
        else return 'payload_event';
      } else if (kind !== EVENT.none) this.#foldEvent(kind);
      const separator = bytes[this.#at++];
      if (separator === CLOSING_BRACKET) return this.#isEnd() && this.#events > 0 ? undefined : 'payload_tail';
      if (separator !== COMMA) return 'payload_event';
    }
  }

  /** What was read; its counts are added to the tally. */
  finish(tally: Tally): FoldedPayload {
    const { header } = this.#origin;
    tallySkipped(tally, this.#skipped);
    addTo(tally.fallbacks, 'line_unclear', this.#unclear);
    addTo(tally.fallbacks, 'event_layout', this.#unusual);
    this.#keepLastId();
    return {
      owner: header.owner,
      logGroup: header.logGroup,
      windows: this.#lines.finish(tally),
      rest: this.#rest.length === 0 ? undefined : { ...header, logStream: this.#streamName(), events: this.#rest },
      events: this.#events,
      logStream: this.#keepsIds ? this.#streamName() : '',
      firstEventId: this.#firstEventId,
      firstEventAt: this.#firstEventAt,
      lastEventId: this.#lastEventId,
    };
  }

  /** Events that the scanner gathered. */
  #foldRun(): void {
    const scanner = this.#scanner;
    const { account, region, firstId, lastId } = RUN_SPANS;
    this.#lines.foldRun(this.#functionOf(account, region));
    this.#note(firstId, lastId, epochMs(scanner.runTimestamp), scanner.runEvents);
  }

  /** The event that the scanner stopped at. */
  #foldEvent(kind: number): void {
    const scanner = this.#scanner;
    const { id, account, region } = EVENT_SPANS;
    const at = epochMs(scanner.timestamp);
    if (kind === EVENT.unclear) this.#leave(at);
    else this.#lines.foldLine(this.#functionOf(account, region), at);
    this.#note(id, id, at, 1);
    this.#at = scanner.eventEnd;
  }

  /** Events were read: the first one's id and time, and where the last one's id lies. */
  #note(firstId: IdSpan, lastId: IdSpan, firstAt: EpochMs, events: number): void {
    const scanner = this.#scanner;
    if (this.#events === 0) {
      this.#firstEventAt = firstAt;
      if (this.#keepsIds) this.#firstEventId = scanner.ascii(firstId);
    }
    this.#events += events;
    if (!this.#keepsIds) return;
    this.#lastIdStart = scanner.start(lastId);
    this.#lastIdEnd = scanner.end(lastId);
  }

  /** Leaves an event to the parser. */
  #leave(timestamp: EpochMs): void {
    const scanner = this.#scanner;
    const { id, message, account, region } = EVENT_SPANS;
    this.#unclear++;
    // With its quotes the message is JSON by itself, checked by the walk over it.
    const text: string = JSON.parse(this.#window.text(scanner.start(message) - 1, scanner.end(message) + 1));
    const event: LogEvent = { id: scanner.ascii(id), timestamp, message: text };
    const isElsewhere = !scanner.isEmpty(account);
    this.#rest.push(isElsewhere ? { ...event, account: scanner.ascii(account), region: scanner.ascii(region) } : event);
  }

  /** Whose lines the events are: in a centralised log group they name account and Region themselves. */
  #functionOf(account: AccountSpan, region: RegionSpan): FunctionId {
    const scanner = this.#scanner;
    if (scanner.isEmpty(account)) return this.#origin.functionId;
    if (!scanner.holds(account, this.#account) || !scanner.holds(region, this.#region)) {
      this.#account = scanner.ascii(account);
      this.#region = scanner.ascii(region);
      this.#elsewhereId = placedId(this.#origin.name, this.#account, this.#region);
    }
    return this.#elsewhereId;
  }

  #streamName(): string {
    this.#logStream ??= this.#window.latin1(this.#streamStart, this.#streamEnd);
    return this.#logStream;
  }

  /** Takes the id of the last event out of the window while it is there. */
  #keepLastId(): void {
    if (this.#lastIdEnd > 0) this.#lastEventId = this.#window.latin1(this.#lastIdStart, this.#lastIdEnd);
    this.#lastIdEnd = 0;
  }

  /** Brings the rest of an event into the window. False when there is no more, or it is damaged. */
  #slide(): boolean {
    if (this.#window.isLast || this.#at === 0) return false;
    this.#streamName();
    this.#keepLastId();
    const from = this.#at;
    this.#at = 0;
    return this.#window.slide(from);
  }

  /** An event of any other layout: its JSON is parsed, and judged as in the naive path. */
  #foldUnusual(): boolean {
    if (this.#unusual >= MOST_UNUSUAL) return false;
    const { bytes, filled } = this.#window;
    const end = bytes[this.#at] === OPENING_BRACE ? jsonExtent(bytes, this.#at, filled) : -1;
    if (end < 0 || end >= filled) return false;
    const entry = parsed(this.#window.text(this.#at, end));
    if (entry === undefined) return false;
    const event = readEvent(entry);
    this.#unusual++;
    if (typeof event === 'string') countSkipped(this.#skipped, event);
    else {
      this.#rest.push(event);
      if (this.#events++ === 0) {
        this.#firstEventId = tellingIdOf(event);
        this.#firstEventAt = event.timestamp;
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
