import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry } from '../input/entry.ts';
import { LineCutter } from '../input/lines.ts';
import { compareEntries } from './compare-entries.ts';
import { decodeEntry, encodeEntry, type ReadWindow } from './entry-codec.ts';
import { type EntryStream, mergeByTime } from './merge-by-time.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** What is sorted in memory at a time. */
export interface RunLimits {
  readonly characters: number;
  readonly entries: number;
}

const RUN_LIMITS: RunLimits = { characters: 32 * 1024 * 1024, entries: 200_000 };
/** Runs merged at a time; more are merged in several passes. */
const MERGED_AT_ONCE = 64;
/** Lines joined before they are written. */
const LINES_PER_WRITE = 512;
/** What an entry weighs besides its text, counted in characters: its objects, and the summary of a window record. */
const EVENT_OVERHEAD_CHARACTERS = 200;
const WINDOW_OVERHEAD_CHARACTERS = 2_000;

/** Sorts any number of entries in bounded memory: sorted runs in temporary files, then a merge (Knuth 1998, 5.4). */
export class ExternalSort {
  readonly #readWindow: ReadWindow;
  readonly #limits: RunLimits;
  #entries: Entry[] = [];
  #characters = 0;
  #runs: string[] = [];
  #runCount = 0;
  #folder: TemporaryFolder | undefined;

  constructor(readWindow: ReadWindow, limits = RUN_LIMITS) {
    this.#readWindow = readWindow;
    this.#limits = limits;
  }

  async add(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      this.#entries.push(entry);
      this.#characters += weightOf(entry);
    }
    const { characters, entries: most } = this.#limits;
    if (this.#characters > characters || this.#entries.length > most) await this.#writeRun();
  }

  /** Everything that was added, in order. Removes the temporary files when it is done or given up. */
  async *sorted(): AsyncGenerator<readonly Entry[]> {
    try {
      this.#entries.sort(compareEntries);
      if (this.#runs.length === 0) {
        yield this.#entries;
        return;
      }
      await this.#writeRun();
      while (this.#runs.length > MERGED_AT_ONCE) await this.#mergeSome();
      yield* mergeByTime(this.#runs.map((path) => this.#stream(path)));
    } finally {
      await this.remove();
    }
  }

  async remove(): Promise<void> {
    this.#entries = [];
    await this.#folder?.remove();
    this.#folder = undefined;
  }

  async #writeRun(): Promise<void> {
    const entries = this.#entries.sort(compareEntries);
    this.#entries = [];
    this.#characters = 0;
    if (entries.length === 0) return;
    this.#runs.push(await this.#write(linesOf([entries])));
  }

  async #mergeSome(): Promise<void> {
    const some = this.#runs.splice(0, MERGED_AT_ONCE);
    this.#runs.push(await this.#write(linesOf(mergeByTime(some.map((path) => this.#stream(path))))));
    await Promise.all(some.map((path) => rm(path)));
  }

  async #write(text: AsyncGenerator<string>): Promise<string> {
    this.#folder ??= await TemporaryFolder.create();
    const path = join(this.#folder.path, `run-${this.#runCount++}`);
    await pipeline(Readable.from(text), createWriteStream(path, { mode: 0o600 }));
    return path;
  }

  #stream(path: string): EntryStream {
    // Every run must be opened to know its first entry.
    return { firstAt: Number.NEGATIVE_INFINITY, open: () => this.#read(path) };
  }

  async *#read(path: string): AsyncGenerator<Entry[]> {
    const cutter = new LineCutter(() => {}, Number.POSITIVE_INFINITY);
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 128 * 1024 })) {
      const entries = cutter.push(String(chunk)).flatMap((line) => decodeEntry(line, this.#readWindow) ?? []);
      if (entries.length > 0) yield entries;
    }
  }
}

const weightOf = (entry: Entry): number =>
  entry.kind === 'log'
    ? EVENT_OVERHEAD_CHARACTERS + entry.event.message.length
    : WINDOW_OVERHEAD_CHARACTERS + entry.line.length;

async function* linesOf(batches: Iterable<readonly Entry[]> | AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const batch of batches) {
    for (const entry of batch) {
      lines.push(encodeEntry(entry), '\n');
      if (lines.length < 2 * LINES_PER_WRITE) continue;
      yield lines.join('');
      lines = [];
    }
  }
  if (lines.length > 0) yield lines.join('');
}
