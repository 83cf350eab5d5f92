import type { LogBatch } from './log-batch.ts';
import type { PayloadWindow } from './payload-window.ts';
import { readPayload } from './read-payload.ts';

/** What a payload says before its events. */
export interface PayloadHeader extends Omit<LogBatch, 'events'> {
  /** Where the first event begins. */
  readonly end: number;
}

const EVENTS = '"logEvents":[';
/** Longer headers than this have hundreds of filters or are none. */
const MAX_HEADER = 2_048;

/** As CloudWatch Logs writes it today, names in plain ASCII. */
const USUAL =
  /^\{"messageType":"DATA_MESSAGE","owner":"(\d{1,32})","logGroup":"([\w/.#-]{1,512})","logStream":"([\w/.$[\]-]{1,512})","subscriptionFilters":\["([\w.-]{1,512})"\],(?:"policyLevel":"([A-Z_]{1,64})",)?"logEvents":\[/;

/** The header at the beginning of the window; `undefined` for any layout in which the events do not come last. */
export const readHeader = (window: PayloadWindow): PayloadHeader | undefined => {
  const head = window.latin1(0, Math.min(window.filled, MAX_HEADER));
  const usual = USUAL.exec(head);
  if (usual === null) return readUnusual(window, head);
  const [matched, owner = '', logGroup = '', logStream = '', filter = '', policyLevel] = usual;
  const subscriptionFilters = [filter];
  const header = { owner, logGroup, logStream, subscriptionFilters, end: matched.length };
  return policyLevel === undefined ? header : { ...header, policyLevel };
};

/** Several filters, keys added, another order: everything before the events, closed, is JSON by itself. */
const readUnusual = (window: PayloadWindow, head: string): PayloadHeader | undefined => {
  const events = head.indexOf(EVENTS);
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
