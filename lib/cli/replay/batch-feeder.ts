import type { LogEvent } from '../../core/decode/log-batch.ts';
import type { Replay } from '../../core/pipeline/replay.ts';
import type { LogEntry, Origin } from '../input/entry.ts';
import type { InputSkips } from '../input/input-skips.ts';

/** Hands ordered events to the replay, neighbours of one stream together, each event once. */
export class BatchFeeder {
  readonly #replay: Replay;
  readonly #skips: InputSkips;
  #previous: LogEntry | undefined;

  constructor(replay: Replay, skips: InputSkips) {
    this.#replay = replay;
    this.#skips = skips;
  }

  feed(entries: readonly LogEntry[]): void {
    let origin: Origin | undefined;
    let events: LogEvent[] = [];
    for (const entry of entries) {
      const previous = this.#previous;
      this.#previous = entry;
      if (previous !== undefined && isSameEvent(entry, previous)) {
        this.#skips.add('duplicate');
        continue;
      }
      if (origin?.key !== entry.origin.key) {
        this.#add(origin, events);
        origin = entry.origin;
        events = [];
      }
      events.push(entry.event);
    }
    this.#add(origin, events);
  }

  #add(origin: Origin | undefined, events: readonly LogEvent[]): void {
    if (origin === undefined || events.length === 0) return;
    const { owner, logGroup, logStream } = origin;
    this.#replay.addBatch({ owner, logGroup, logStream, subscriptionFilters: [], events });
  }
}

/** In the order of the replay, deliveries of one event are neighbours. Files without ids repeat nothing by accident. */
const isSameEvent = (a: LogEntry, b: LogEntry): boolean =>
  a.at === b.at && a.event.id !== '' && a.event.id === b.event.id && a.origin.key === b.origin.key;
