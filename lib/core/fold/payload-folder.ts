import { DEFAULT_DECODE_LIMITS } from '../decode/decode-limits.ts';
import type { LogBatch } from '../decode/log-batch.ts';
import { PayloadWindow } from '../decode/payload-window.ts';
import { LineScanner } from '../parse/line-scanner.ts';
import { type PayloadHeader, readHeader } from '../parse/read-header.ts';
import { ownerOfStream } from '../parse/stream-owner.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochMs } from '../units.ts';
import type { PayloadFallback } from './fallback.ts';
import { LineFolder } from './line-folder.ts';
import { PayloadRun, type RunContext } from './payload-run.ts';
import type { SummaryCell } from './summary-table.ts';
import type { Tally } from './tally.ts';

/** A payload of one function's log stream, folded but for the {@link rest}. */
export interface FoldedPayload extends Pick<PayloadHeader, 'owner' | 'logGroup' | 'logStream'> {
  readonly windows: readonly SummaryCell[];
  /** Events that have to be parsed, for `foldBatch`; absent when there are none. */
  readonly rest: LogBatch | undefined;
  /** Events that are no skipped ones; what follows is about them. */
  readonly events: number;
  readonly firstEventAt: EpochMs;
  /** Empty unless asked for. */
  readonly firstEventId: string;
  readonly lastEventId: string;
}

/** Judges a batch by its header; what is not wanted is left to whoever counts it. */
export type IsWanted = (header: PayloadHeader) => boolean;

/**
 * Folds payloads of Lambda log streams without making objects of them: the text passes through one window, and events are
 * read where they lie. With its rest folded, a payload gives to the bit what `decodePayload` and `foldBatch` give; or it is
 * not folded at all, and the problem is a reason to take that way.
 *
 * One per execution environment. Not re-entrant; nothing in it waits.
 */
export class PayloadFolder {
  readonly #run: PayloadRun | undefined;
  readonly #window: PayloadWindow | undefined;
  readonly #scanner: LineScanner | undefined;

  constructor(limitBytes: number = DEFAULT_DECODE_LIMITS.maxInflatedBytes) {
    const scanner = LineScanner.create();
    this.#scanner = scanner;
    if (scanner === undefined) return;
    this.#window = PayloadWindow.create(scanner.text, limitBytes);
    if (this.#window === undefined) return;
    this.#run = new PayloadRun(scanner, this.#window, new LineFolder(scanner));
  }

  /** @param tally is added to when the payload was folded */
  fold(base64: string, context: RunContext, tally: Tally, isWanted: IsWanted): Result<FoldedPayload, PayloadFallback> {
    const window = this.#window;
    const run = this.#run;
    const scanner = this.#scanner;
    if (window === undefined || run === undefined || scanner === undefined) return fail('payload_no_window');
    if (!window.open(base64)) return fail('payload_bytes');
    const header = readHeader(window, scanner);
    if (header === undefined) return fail('payload_header');
    const owner = ownerOfStream(header.logGroup, header.logStream);
    if (owner.kind !== 'function' || !isWanted(header)) return fail('payload_not_lambda');
    run.begin(header, owner, context);
    const problem = run.readEvents();
    return problem === undefined ? ok(run.finish(tally)) : fail(problem);
  }
}
