import type { Writable } from 'node:stream';

/** Writes and waits until the text was taken, so that a slow reader slows us down instead of filling memory. */
export const writeText = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
