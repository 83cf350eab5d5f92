import type { LogBatch } from '../decode/log-batch.ts';
import type { PayloadWindow } from '../decode/payload-window.ts';
import type { LineScanner } from './line-scanner.ts';
import { HEADER_SPANS } from './scanner-layout.ts';

/** What a payload says before its events. */
export interface PayloadHeader extends Omit<LogBatch, 'events'> {
  /** Empty where the payload has none. */
  readonly policyLevel: string;
}

type HeaderSpan = (typeof HEADER_SPANS)[keyof typeof HEADER_SPANS];

/** Between the names of subscription filters. */
const SEPARATOR = '","';

/** The header that the scanner read at the beginning of the window, up to `end`. */
export const readHeader = (window: PayloadWindow, scanner: LineScanner, end: number): PayloadHeader => {
  const { owner, logGroup, logStream, subscriptionFilters, policyLevel } = HEADER_SPANS;
  // Decoded once: each way into native code costs as much as the text.
  const text = window.latin1(0, end);
  const at = (span: HeaderSpan) => text.slice(scanner.start(span), scanner.end(span));
  return {
    owner: at(owner),
    logGroup: at(logGroup),
    logStream: at(logStream),
    subscriptionFilters: at(subscriptionFilters).split(SEPARATOR),
    policyLevel: scanner.isEmpty(policyLevel) ? '' : at(policyLevel),
  };
};
