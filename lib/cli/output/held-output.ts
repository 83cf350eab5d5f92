import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TemporaryFolder } from '../order/temporary-folder.ts';
import { writeText } from './write-text.ts';

/** Held in memory; more goes to a temporary file. */
const MAX_HELD_CHARACTERS = 1024 * 1024;

/** Text that may only be shown once it is certain, in bounded memory. */
export class HeldOutput {
  #pieces: string[] = [];
  #characters = 0;
  #folder: TemporaryFolder | undefined;

  async add(text: string): Promise<void> {
    this.#pieces.push(text);
    this.#characters += text.length;
    if (this.#characters <= MAX_HELD_CHARACTERS) return;
    this.#folder ??= await TemporaryFolder.create();
    await appendFile(this.#pathIn(this.#folder), this.#takePieces(), { mode: 0o600 });
  }

  /** Writes what was held, and forgets it. */
  async writeTo(stream: Writable): Promise<void> {
    if (this.#folder !== undefined) {
      await pipeline(createReadStream(this.#pathIn(this.#folder)), stream, { end: false });
    }
    if (this.#characters > 0) await writeText(stream, this.#takePieces());
    await this.discard();
  }

  async discard(): Promise<void> {
    this.#takePieces();
    await this.#folder?.remove();
    this.#folder = undefined;
  }

  #takePieces(): string {
    const text = this.#pieces.join('');
    this.#pieces = [];
    this.#characters = 0;
    return text;
  }

  #pathIn(folder: TemporaryFolder): string {
    return join(folder.path, 'output');
  }
}
