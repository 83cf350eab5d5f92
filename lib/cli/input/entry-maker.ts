import type { LogBatch, LogEvent } from '../../core/decode/log-batch.ts';
import { type Entry, type Origin, originOf } from './entry.ts';
import type { ReadContext } from './read-context.ts';

/** Bound on remembered streams: one object per stream saves memory, a forgotten one costs nothing but that. */
const MAX_ORIGINS = 4_096;

/** Turns what the formats find into entries of one input, numbered in the order of reading. */
export class EntryMaker {
  readonly context: ReadContext;
  readonly #origins = new Map<string, Origin>();
  #place = 0;

  constructor(context: ReadContext) {
    this.context = context;
  }

  batch(batch: LogBatch, into: Entry[]): void {
    const origin = this.origin(batch.owner, batch.logGroup, batch.logStream);
    for (const event of batch.events) this.event(origin, event, into);
  }

  event(origin: Origin, event: LogEvent, into: Entry[]): void {
    into.push({ kind: 'log', at: event.timestamp, origin, event, file: this.context.file, place: this.#place++ });
  }

  origin(owner: string, logGroup: string, logStream: string): Origin {
    const made = originOf(owner, logGroup, logStream);
    const known = this.#origins.get(made.key);
    if (known !== undefined) return known;
    if (this.#origins.size >= MAX_ORIGINS) this.#origins.clear();
    this.#origins.set(made.key, made);
    return made;
  }
}
