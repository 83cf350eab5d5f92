import type { LogBatch } from '../decode/log-batch.ts';
import type { PayloadWindow } from '../decode/payload-window.ts';
import { readPayload } from '../decode/read-payload.ts';
import { HEADER_SPANS, type LineScanner } from './line-scanner.ts';

/** What a payload says before its events. */
export interface PayloadHeader extends Omit<LogBatch, 'events'> {
  /** Where the first event begins. */
  readonly end: number;
}

const EVENTS = '"logEvents":[';
/** Longer headers than this have hundreds of filters or are none. */
const MAX_HEADER = 2_048;

/** The header at the beginning of the window; `undefined` for any layout in which the events do not come last. */
export const readHeader = (window: PayloadWindow, scanner: LineScanner): PayloadHeader | undefined => {
  const end = scanner.readHeader();
  if (end === 0) return readUnusual(window);
  const { owner, logGroup, logStream, subscriptionFilter, policyLevel } = HEADER_SPANS;
  const header = {
    owner: scanner.ascii(owner),
    logGroup: scanner.ascii(logGroup),
    logStream: scanner.ascii(logStream),
    subscriptionFilters: [scanner.ascii(subscriptionFilter)],
    end,
  };
  return scanner.isEmpty(policyLevel) ? header : { ...header, policyLevel: scanner.ascii(policyLevel) };
};

/** Several filters, keys added, another order: everything before the events, closed, is JSON by itself. */
const readUnusual = (window: PayloadWindow): PayloadHeader | undefined => {
  const events = window.latin1(0, Math.min(window.filled, MAX_HEADER)).indexOf(EVENTS);
  if (events < 0) return undefined;
  const end = events + EVENTS.length;
  const payload = readPayload(parsed(`${window.text(0, end)}]}`));
  if (!payload.ok || payload.value.batch === undefined) return undefined;
  const { events: none, ...header } = payload.value.batch;
  return none.length === 0 ? { ...header, end } : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not the beginning of a payload; whoever reads the whole of it says what is wrong.
    return undefined;
  }
};
