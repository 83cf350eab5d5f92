import type { Row } from './ports.ts';
import { MOST_KNOWN_SLOTS } from './slot-layout.ts';
import { type UnpackedPartial, unpackPartial } from './unpack-partial.ts';

/** Bytes of packed rows kept at most: a slot's rows of one horizon take about one MB, and twenty times that unpacked. */
const MOST_BYTES = MOST_KNOWN_SLOTS * 1_024 * 1_024;

interface Kept {
  readonly row: Row;
  readonly part: UnpackedPartial;
}

/**
 * Rows of shards that were read before, unpacked. A row that a commit names never changes, so it is fetched and unpacked
 * once, not on each of the forty ticks that fold it. Oldest first out. Everything still works, dearer, when nothing is
 * kept.
 */
export class PartCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  get(partition: string, sort: string): UnpackedPartial | undefined {
    return this.#kept.get(keyOf(partition, sort))?.part;
  }

  /** Unpacks a row, and keeps it. */
  unpack(row: Row, salt: number): UnpackedPartial {
    if (typeof row.data === 'string') throw new RangeError('packed summaries are stored as bytes');
    const key = keyOf(row.partition, row.sort);
    const known = this.#kept.get(key);
    if (known !== undefined && known.row.revision === row.revision) return known.part;
    const part = unpackPartial(row.data, salt);
    this.#kept.set(key, { row, part });
    this.#bytes += row.data.length - (known?.row.data.length ?? 0);
    for (const [oldest, { row: dropped }] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= dropped.data.length;
    }
    return part;
  }
}

const keyOf = (partition: string, sort: string): string => `${partition} ${sort}`;
