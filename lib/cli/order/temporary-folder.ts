import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS_THAT_END = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A folder for temporary files that is gone when the process is, whether it ends, fails or is interrupted. */
export class TemporaryFolder {
  readonly path: string;
  readonly #removeNow = (): void => rmSync(this.path, { recursive: true, force: true });
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.#removeNow();
    this.#stopWatching();
    process.kill(process.pid, signal);
  };

  private constructor(path: string) {
    this.path = path;
    process.on('exit', this.#removeNow);
    for (const signal of SIGNALS_THAT_END) process.on(signal, this.#onSignal);
  }

  /** Below the operating system's temporary folder (`TMPDIR`), readable by this user only. */
  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await mkdtemp(join(tmpdir(), 'nightjar-')));
  }

  async remove(): Promise<void> {
    this.#stopWatching();
    await rm(this.path, { recursive: true, force: true });
  }

  #stopWatching(): void {
    process.off('exit', this.#removeNow);
    for (const signal of SIGNALS_THAT_END) process.off(signal, this.#onSignal);
  }
}
