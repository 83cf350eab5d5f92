import type { Entry } from '../input/entry.ts';
import { compareEntries } from './compare-entries.ts';
import { Disorder } from './disorder.ts';

/** A stream of entries with the time of its first one, known before it is opened. */
export interface EntryStream {
  readonly firstAt: number;
  open(): AsyncGenerator<Entry[]>;
}

/** Files open at a time; more overlapping ones are sorted through the spill instead. */
const MAX_OPEN = 128;

interface Cursor {
  readonly stream: EntryStream;
  entries: AsyncGenerator<Entry[]> | undefined;
  batch: readonly Entry[];
  index: number;
}

/**
 * Merges streams by time. Streams that are in order come out in order; others come out about as much out of order as
 * they are. A stream is opened only when its time has come. Throws {@link Disorder} when too many overlap.
 */
export async function* mergeByTime(streams: readonly EntryStream[]): AsyncGenerator<readonly Entry[]> {
  const heap: Cursor[] = streams
    .map((stream) => ({ stream, entries: undefined, batch: [], index: 0 }))
    .sort((a, b) => a.stream.firstAt - b.stream.firstAt);
  let open = 0;
  try {
    for (let top = heap[0]; top !== undefined; top = heap[0]) {
      if (top.entries === undefined) {
        if (++open > MAX_OPEN) throw new Disorder();
        top.entries = top.stream.open();
      }
      if (top.index >= top.batch.length) {
        const next = await top.entries.next();
        if (next.done) {
          open--;
          removeTop(heap);
          continue;
        }
        top.batch = next.value;
        top.index = 0;
        sink(heap);
        continue;
      }
      yield takeUntilNext(top, heap);
      if (top.index < top.batch.length) sink(heap);
    }
  } finally {
    await Promise.all(heap.map(({ entries }) => entries?.return(undefined)));
  }
}

/** The entries of the top cursor that come before everything else. */
const takeUntilNext = (top: Cursor, heap: readonly Cursor[]): readonly Entry[] => {
  const rival = heap[2] === undefined || (heap[1] !== undefined && isBefore(heap[1], heap[2])) ? heap[1] : heap[2];
  const start = top.index;
  if (rival === undefined) {
    top.index = top.batch.length;
    return start === 0 ? top.batch : top.batch.slice(start);
  }
  const limit = timeOf(rival);
  const rivalEntry = rival.batch[rival.index];
  let end = start + 1;
  for (; end < top.batch.length; end++) {
    const entry = top.batch[end];
    if (entry === undefined || entry.at > limit) break;
    if (entry.at === limit && rivalEntry !== undefined && compareEntries(entry, rivalEntry) > 0) break;
  }
  top.index = end;
  return top.batch.slice(start, end);
};

const timeOf = (cursor: Cursor): number => cursor.batch[cursor.index]?.at ?? cursor.stream.firstAt;

/** A cursor whose batch is used up counts by the last entry it gave, so that it is refilled in time. */
const isBefore = (a: Cursor, b: Cursor): boolean => {
  const left = a.batch[a.index];
  const right = b.batch[b.index];
  if (left !== undefined && right !== undefined) return compareEntries(left, right) < 0;
  return timeOf(a) < timeOf(b);
};

const removeTop = (heap: Cursor[]): void => {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  sink(heap);
};

/** Restores the heap after its top changed. */
const sink = (heap: Cursor[]): void => {
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    let least = index;
    if (precedes(heap, left, least)) least = left;
    if (precedes(heap, right, least)) least = right;
    if (least === index) return;
    const [a, b] = [heap[index], heap[least]];
    if (a === undefined || b === undefined) return;
    heap[index] = b;
    heap[least] = a;
    index = least;
  }
};

const precedes = (heap: readonly Cursor[], index: number, other: number): boolean => {
  const [a, b] = [heap[index], heap[other]];
  return a !== undefined && b !== undefined && isBefore(a, b);
};
