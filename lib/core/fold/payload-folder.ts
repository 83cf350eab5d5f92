import { DEFAULT_DECODE_LIMITS } from '../decode/decode-limits.ts';
import type { LogBatch } from '../decode/log-batch.ts';
import { PayloadWindow } from '../decode/payload-window.ts';
import { LineScanner } from '../parse/line-scanner.ts';
import { type PayloadHeader, readHeader } from '../parse/read-header.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochMs } from '../units.ts';
import type { PayloadFallback } from './fallback.ts';
import { LineFolder } from './line-folder.ts';
import { type PayloadOrigin, payloadOrigin } from './payload-origin.ts';
import { PayloadRun } from './payload-run.ts';
import type { SummaryCell } from './summary-table.ts';
import type { Tally } from './tally.ts';

/** A payload of one function's log stream, folded but for the {@link rest}. */
export interface FoldedPayload {
  readonly owner: string;
  readonly logGroup: string;
  readonly windows: readonly SummaryCell[];
  /** Events that have to be parsed, for `foldBatch`; absent when there are none. */
  readonly rest: LogBatch | undefined;
  /** Events that are no skipped ones; what follows is about them. */
  readonly events: number;
  readonly firstEventAt: EpochMs;
  /** Empty unless asked for, as the ids of the events. */
  readonly logStream: string;
  readonly firstEventId: string;
  readonly lastEventId: string;
}

export interface FolderSettings {
  /** The installation's, see `emptySummary`. */
  readonly salt: number;
  /** Where log groups are that do not say. */
  readonly region: string;
  /** Judges batches by their headers, whatever the stream; what is not wanted is left to whoever counts it. */
  readonly isWanted: (header: Omit<PayloadHeader, 'logStream'>) => boolean;
}

/**
 * Folds payloads of Lambda log streams without making objects of them: the text passes through one window, and events are
 * read where they lie. With its rest folded, a payload gives to the bit what `decodePayload` and `foldBatch` give; or it is
 * not folded at all, and the problem is a reason to take that way.
 *
 * One per execution environment. Not re-entrant; nothing in it waits.
 */
export class PayloadFolder {
  readonly #settings: FolderSettings;
  /** Where payloads came from before, by the scanner's places. */
  readonly #origins: PayloadOrigin[] = [];
  readonly #run: PayloadRun | undefined;
  readonly #window: PayloadWindow | undefined;
  readonly #scanner: LineScanner | undefined;

  constructor(settings: FolderSettings) {
    const scanner = LineScanner.create();
    this.#settings = settings;
    this.#scanner = scanner;
    if (scanner === undefined) return;
    this.#window = PayloadWindow.create(scanner.text, DEFAULT_DECODE_LIMITS.maxInflatedBytes);
    if (this.#window === undefined) return;
    this.#run = new PayloadRun(scanner, this.#window, new LineFolder(scanner, settings.salt));
  }

  /**
   * @param tally is added to when the payload was folded
   * @param keepsIds whether the names of the stream and of the first and the last event are asked for
   */
  fold(base64: string, tally: Tally, keepsIds: boolean): Result<FoldedPayload, PayloadFallback> {
    const window = this.#window;
    const run = this.#run;
    const scanner = this.#scanner;
    if (window === undefined || run === undefined || scanner === undefined) return fail('payload_no_window');
    if (!window.open(base64)) return fail('payload_bytes');
    const end = scanner.readHeader();
    if (end === 0) return fail('payload_header');
    const place = scanner.originPlace;
    const origin = place < 0 ? this.#learn(window, scanner, end) : this.#origins[place];
    if (origin === undefined) return fail('payload_not_lambda');
    run.begin(origin, end, keepsIds);
    const problem = run.readEvents();
    return problem === undefined ? ok(run.finish(tally)) : fail(problem);
  }

  /** Where a payload comes from of which none came before, or not lately; `undefined` when it is not to be folded here. */
  #learn(window: PayloadWindow, scanner: LineScanner, end: number): PayloadOrigin | undefined {
    const { region, isWanted } = this.#settings;
    const header = readHeader(window, scanner, end);
    const origin = payloadOrigin(header, region);
    if (origin === undefined || !isWanted(header)) return undefined;
    if (scanner.keepOrigin()) this.#origins[~scanner.originPlace] = origin;
    return origin;
  }
}
