import type { ReportFigures } from './observation.ts';
import { DecimalReader, ISO_LENGTH, isIsoTime, type RawText, rawBytesOf, standsAt } from './raw-reader.ts';
import { MAX_MB, MAX_MS } from './report-fields.ts';

const HEAD = rawBytesOf('{"time":"');
const TYPE = rawBytesOf('","type":"platform.');
const START = rawBytesOf('start","record":{');
const REPORT = rawBytesOf('report","record":{');
const QUOTE = rawBytesOf('"');
const COLON_QUOTE = rawBytesOf(':"');
const COLON_BRACE = rawBytesOf(':{');
const SUCCESS = rawBytesOf('success');
const COLON = 0x3a;
const COMMA = 0x2c;
const CLOSING = 0x7d;

/** Keys in a fixed order: the bit of a key says that it was there. */
const keysOf = (...names: readonly string[]) => names.map((name) => rawBytesOf(`"${name}"`));
const RECORD_KEYS = keysOf('requestId', 'version', 'functionArn', 'metrics', 'status', 'tracing');
const [REQUEST_ID, VERSION, FUNCTION_ARN, METRICS, STATUS, TRACING] = [0, 1, 2, 3, 4, 5] as const;
const METRIC_KEYS = keysOf(
  ...['durationMs', 'billedDurationMs', 'memorySizeMB', 'maxMemoryUsedMB', 'initDurationMs'],
  ...['restoreDurationMs'],
);
const METRIC_LIMITS = [MAX_MS, MAX_MS, MAX_MB, MAX_MB, MAX_MS, MAX_MS] as const;
const TRACING_KEYS = keysOf('spanId', 'type', 'value');

/** Longest id and version that stay as they are. */
const LONGEST_ID = 128;
const LONGEST_VERSION = 32;

/**
 * `platform.start` and successful `platform.report` records without blanks, keys in any order and each once. Every byte
 * is accounted for, so that what is read here is JSON and says to `JSON.parse` the same.
 */
export class RawPlatformJson {
  readonly #bytes: Uint8Array;
  readonly #numbers: DecimalReader;
  readonly #metrics = new Float64Array(METRIC_KEYS.length);
  #metricsSeen = 0;
  #versionStart = 0;
  #versionEnd = 0;
  readonly #text: RawText;
  /** Version that the last start record names. */
  version: string | undefined;

  constructor(text: RawText) {
    this.#text = text;
    this.#bytes = text.bytes;
    this.#numbers = new DecimalReader(text.bytes);
  }

  /** Whether a line begins as platform records do. */
  isRecord(start: number): boolean {
    return standsAt(this.#bytes, start, HEAD) && standsAt(this.#bytes, start + HEAD.length + ISO_LENGTH, TYPE);
  }

  /** Whether the line is a start record that can be read here; then {@link version} is its. */
  readStart(start: number, end: number): boolean {
    const record = this.#recordStart(start, START);
    if (record < 0) return false;
    const seen = this.#readRecord(record, end);
    if ((seen & (1 << REQUEST_ID)) === 0 || (seen & (1 << METRICS)) !== 0) return false;
    const hasVersion = (seen & (1 << VERSION)) !== 0;
    this.version = hasVersion ? this.#text.latin1(this.#versionStart, this.#versionEnd) : undefined;
    return true;
  }

  /** Figures of a report record that can be read here. */
  readReport(start: number, end: number): ReportFigures | undefined {
    const record = this.#recordStart(start, REPORT);
    if (record < 0) return undefined;
    const seen = this.#readRecord(record, end);
    if ((seen & (1 << REQUEST_ID)) === 0 || (seen & (1 << METRICS)) === 0) return undefined;
    const [durationMs = -1, billedMs = 0, memorySizeMb = 0, memoryUsedMb = 0, initMs = 0, restoreMs = 0] =
      this.#metrics;
    if (!this.#hasMetric(0)) return undefined;
    return {
      durationUs: Math.round(durationMs * 1_000),
      ...(this.#hasMetric(1) && { billedMs: Math.round(billedMs) }),
      ...(this.#hasMetric(2) && { memorySizeMb: Math.round(memorySizeMb) }),
      ...(this.#hasMetric(3) && { memoryUsedMb: Math.round(memoryUsedMb) }),
      ...(this.#hasMetric(4) && { initUs: Math.round(initMs * 1_000) }),
      ...(this.#hasMetric(5) && { restoreUs: Math.round(restoreMs * 1_000) }),
    };
  }

  #hasMetric(index: number): boolean {
    return (this.#metricsSeen & (1 << index)) !== 0;
  }

  #recordStart(start: number, type: Uint8Array): number {
    const time = start + HEAD.length;
    const name = time + ISO_LENGTH + TYPE.length;
    return isIsoTime(this.#bytes, time) && standsAt(this.#bytes, name, type) ? name + type.length : -1;
  }

  /** Bits of the keys of the record at `start`, which must end the line; 0 for anything unusual. */
  #readRecord(start: number, end: number): number {
    const bytes = this.#bytes;
    let seen = 0;
    let at = start;
    for (;;) {
      const key = keyAt(bytes, at, RECORD_KEYS, seen);
      if (key < 0) return 0;
      seen |= 1 << key;
      at = this.#valueEnd(key, at + (RECORD_KEYS[key]?.length ?? 0));
      if (at < 0) return 0;
      if (bytes[at] !== COMMA) break;
      at++;
    }
    return bytes[at] === CLOSING && bytes[at + 1] === CLOSING && at + 2 === end ? seen : 0;
  }

  /** Behind the value of a record's key; `at` is the colon. -1 for values that are not expected there. */
  #valueEnd(key: number, at: number): number {
    switch (key) {
      case METRICS:
        return this.#metricsEnd(at);
      case TRACING:
        return this.#tracingEnd(at);
      case STATUS: {
        const end = this.#textEnd(at);
        const word = at + COLON_QUOTE.length;
        const isSuccess = standsAt(this.#bytes, word, SUCCESS) && end === word + SUCCESS.length + QUOTE.length;
        return isSuccess ? end : -1;
      }
      case REQUEST_ID:
      case VERSION: {
        const end = this.#textEnd(at);
        const start = at + COLON_QUOTE.length;
        const length = end - QUOTE.length - start;
        if (key === VERSION) {
          this.#versionStart = start;
          this.#versionEnd = start + length;
        }
        return length > 0 && length <= (key === VERSION ? LONGEST_VERSION : LONGEST_ID) ? end : -1;
      }
      case FUNCTION_ARN:
        return this.#textEnd(at);
      default:
        return -1;
    }
  }

  /** Behind a `:"…"` of plain ASCII without escapes; -1 otherwise. */
  #textEnd(start: number): number {
    const bytes = this.#bytes;
    if (!standsAt(bytes, start, COLON_QUOTE)) return -1;
    let at = start + COLON_QUOTE.length;
    while (isPlain(bytes[at] ?? 0)) at++;
    return standsAt(bytes, at, QUOTE) ? at + QUOTE.length : -1;
  }

  #metricsEnd(start: number): number {
    const bytes = this.#bytes;
    if (!standsAt(bytes, start, COLON_BRACE)) return -1;
    let at = start + COLON_BRACE.length;
    this.#metricsSeen = 0;
    for (;;) {
      const key = keyAt(bytes, at, METRIC_KEYS, this.#metricsSeen);
      if (key < 0) return -1;
      at += METRIC_KEYS[key]?.length ?? 0;
      if (bytes[at] !== COLON) return -1;
      const value = this.#numbers.read(at + 1);
      if (value < 0 || value > (METRIC_LIMITS[key] ?? 0)) return -1;
      this.#metrics[key] = value;
      this.#metricsSeen |= 1 << key;
      at = this.#numbers.end;
      if (bytes[at] !== COMMA) break;
      at++;
    }
    return bytes[at] === CLOSING ? at + 1 : -1;
  }

  #tracingEnd(start: number): number {
    const bytes = this.#bytes;
    if (!standsAt(bytes, start, COLON_BRACE)) return -1;
    let at = start + COLON_BRACE.length;
    let seen = 0;
    for (;;) {
      const key = keyAt(bytes, at, TRACING_KEYS, seen);
      if (key < 0) return -1;
      seen |= 1 << key;
      at = this.#textEnd(at + (TRACING_KEYS[key]?.length ?? 0));
      if (at < 0) return -1;
      if (bytes[at] !== COMMA) break;
      at++;
    }
    return bytes[at] === CLOSING ? at + 1 : -1;
  }
}

/** ASCII that stands for itself inside a JSON string. */
const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c;

/** Index of the key that stands at `at` and was not `seen` yet; -1 otherwise. */
const keyAt = (bytes: Uint8Array, at: number, keys: readonly Uint8Array[], seen: number): number => {
  for (let key = 0; key < keys.length; key++) {
    const expected = keys[key];
    if ((seen & (1 << key)) === 0 && expected !== undefined && standsAt(bytes, at, expected)) return key;
  }
  return -1;
};
