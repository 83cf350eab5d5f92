import { gzipSync } from 'node:zlib';
import type { Random } from '../../bench/fleet/random.ts';
import { FRAGMENTS } from './hostile-fragments.ts';
import { FUZZ_FILTER } from './hostile-payloads.ts';

const AT = Date.UTC(2026, 0, 6, 21, 0);
/** Keeps the pool, and the time that a run takes, bounded. */
const MOST_LINES = 4_000;
const LONGEST_LINE = 8_192;
/** Enough events for several windows of the reader. */
const MANY_EVENTS = 900;

/**
 * Payloads made of real log lines, changed a little again and again. Lines that led to an outcome that was not seen before
 * join the pool, so that changes add up.
 */
export class MutatedPayloads {
  readonly #random: Random;
  readonly #pool: string[];
  readonly #outcomes = new Set<string>();
  #last: readonly string[] = [];

  constructor(random: Random, lines: readonly string[]) {
    this.#random = random;
    this.#pool = lines.filter((line) => line !== '');
  }

  /** How many outcomes were seen. */
  get outcomes(): number {
    return this.#outcomes.size;
  }

  /** One delivery's data. */
  next(): string {
    const random = this.#random;
    const count = random.chance(0.01) ? MANY_EVENTS : random.integer(1, 10);
    const lines = Array.from({ length: count }, () => this.#line());
    this.#last = count < MANY_EVENTS ? lines : [];
    let at = AT + random.integer(0, 90_000);
    const isCentral = random.chance(0.1);
    const logEvents = lines.map((message, index) => {
      at += random.chance(0.1) ? random.integer(-60_000, 60_000) : random.integer(0, 400);
      const event = { id: String(index).padStart(56, '3'), timestamp: at, message };
      const account = random.chance(0.8) ? '444455556666' : '777788889999';
      const origin = { '@aws.account': account, '@aws.region': 'eu-central-1' };
      return isCentral && random.chance(0.9) ? { ...event, extractedFields: origin } : event;
    });
    const text = JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '111122223333',
      logGroup: '/aws/lambda/shop',
      logStream: `2026/01/06/[${random.chance(0.5) ? '$LATEST' : '7'}]${'a'.repeat(32)}`,
      subscriptionFilters: random.chance(0.9) ? [FUZZ_FILTER] : ['other', FUZZ_FILTER],
      logEvents,
    });
    const bytes = Buffer.from(text);
    if (random.chance(0.1)) bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
    return gzipSync(bytes, { level: 1 }).toString('base64');
  }

  /** Says what became of the last payload. */
  learn(outcome: string): void {
    if (this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    if (this.#pool.length < MOST_LINES) this.#pool.push(...this.#last);
  }

  #line(): string {
    let line = this.#any();
    if (this.#random.chance(0.5)) return line;
    for (let changes = this.#random.integer(1, 3); changes > 0; changes--) line = this.#changed(line);
    return line.slice(0, LONGEST_LINE);
  }

  #any(): string {
    return this.#pool[this.#random.integer(0, this.#pool.length - 1)] ?? '';
  }

  #changed(line: string): string {
    const random = this.#random;
    const [from, length] = [random.integer(0, line.length), random.integer(0, 12)];
    const [before, after] = [line.slice(0, from), line.slice(from)];
    switch (random.integer(0, 6)) {
      case 0:
        return before + after.slice(length);
      case 1:
        return before + after.slice(0, length) + after;
      case 2:
        return before + this.#any().slice(random.integer(0, 40));
      case 3:
        return `${before}${FRAGMENTS[random.integer(0, FRAGMENTS.length - 1)] ?? ''}${after}`;
      case 4:
        return (
          before +
          String.fromCharCode(random.chance(0.8) ? random.integer(0, 0x7f) : random.integer(0, 0xffff)) +
          after.slice(1)
        );
      case 5:
        return line.replace(/\d+/g, (digits) => (random.chance(0.3) ? String(random.integer(0, 1e9)) : digits));
      default:
        return before;
    }
  }
}
