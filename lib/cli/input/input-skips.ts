import type { SkipReason } from '../../core/decode/skip-reason.ts';

/** Why something in the input was left out before or beside decoding. With `SkipReason` a closed set. */
export type InputSkipReason =
  | SkipReason
  /** A line or document that is broken JSON, or none of the file's own format. */
  | 'unreadable'
  /** Longer than the reader takes whole. */
  | 'too_long'
  /** `data` that is not what CloudWatch Logs sends. */
  | 'payload_unreadable'
  /** A window record with missing or impossible values. */
  | 'window_record_invalid'
  /** The same event again: same stream, id and time. */
  | 'duplicate';

/** Counts what was left out, by reason. */
export class InputSkips {
  readonly counts = new Map<InputSkipReason, number>();

  add(reason: InputSkipReason, count = 1): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
  }
}
