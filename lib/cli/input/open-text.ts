import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import { fileMistake } from './file-mistake.ts';

/** Bytes read at a time. */
const CHUNK_BYTES = 256 * 1024;

/** Beginnings of files that are something else, and what to do about each. */
const OTHER_FORMATS: readonly { readonly magic: readonly number[]; readonly is: string; readonly remedy: string }[] = [
  { magic: [0x50, 0x4b, 0x03, 0x04], is: 'a zip archive', remedy: 'unpack it first' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], is: 'zstd-compressed', remedy: 'decompress it with zstd -d' },
  { magic: [0x42, 0x5a, 0x68], is: 'bzip2-compressed', remedy: 'decompress it with bunzip2' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], is: 'xz-compressed', remedy: 'decompress it with xz -d' },
  { magic: [0x50, 0x41, 0x52, 0x31], is: 'a Parquet file', remedy: 'export the logs as text or JSON lines' },
  { magic: [0xff, 0xfe], is: 'UTF-16 text', remedy: 'convert it with iconv -f UTF-16 -t UTF-8' },
  { magic: [0xfe, 0xff], is: 'UTF-16 text', remedy: 'convert it with iconv -f UTF-16 -t UTF-8' },
];

/** Called with the number of raw bytes each time some were read: what progress is measured by. */
export type OnBytes = (count: number) => void;

/**
 * The text of a file or of stdin, piece by piece: gunzipped when it begins like gzip (several members joined are fine),
 * decoded as UTF-8 without its byte order mark. Fails with a `UserMistake` on what is not text.
 */
export async function* openText(path: string, stdin: Readable | undefined, onBytes: OnBytes): AsyncGenerator<string> {
  const source = stdin ?? createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const label = stdin === undefined ? path : 'stdin';
  try {
    const raw = bytesOf(source, onBytes);
    const first = await atLeast(raw, 6);
    if (first.length === 0) return;
    const bytes = isGzip(first) ? gunzipped(first, raw) : chain(first, raw);
    const decoder = new TextDecoder();
    let begun = false;
    for await (const chunk of bytes) {
      if (!begun) refuseOtherFormats(label, chunk);
      begun = true;
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
    }
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    throw fileMistake(label, error);
  } finally {
    if (stdin === undefined) source.destroy();
  }
}

async function* bytesOf(source: Readable, onBytes: OnBytes): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    onBytes(bytes.length);
    yield bytes;
  }
}

/** Enough bytes to tell formats apart, even when a pipe hands them over one by one. */
const atLeast = async (source: AsyncGenerator<Buffer>, count: number): Promise<Buffer> => {
  let bytes: Buffer = Buffer.alloc(0);
  while (bytes.length < count) {
    const next = await source.next();
    if (next.done) break;
    bytes = bytes.length === 0 ? next.value : Buffer.concat([bytes, next.value]);
  }
  return bytes;
};

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

async function* chain(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* gunzipped(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = feed(gunzip, first, rest);
  feeding.catch((error: unknown) => gunzip.destroy(error instanceof Error ? error : new Error(String(error))));
  for await (const chunk of gunzip) yield chunk as Buffer;
  await feeding;
}

const feed = async (gunzip: NodeJS.WritableStream, first: Buffer, rest: AsyncGenerator<Buffer>): Promise<void> => {
  for await (const chunk of chain(first, rest)) {
    if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve));
  }
  gunzip.end();
};

const refuseOtherFormats = (label: string, first: Uint8Array): void => {
  for (const { magic, is, remedy } of OTHER_FORMATS) {
    if (magic.every((byte, index) => first[index] === byte)) throw new UserMistake(`${quoted(label)} is ${is}`, remedy);
  }
  const head = first.subarray(0, 4_096);
  if (isWideText(head)) {
    throw new UserMistake(`${quoted(label)} is UTF-16 text`, 'convert it with iconv -f UTF-16LE -t UTF-8');
  }
  if (head.includes(0) || !looksLikeUtf8(head)) {
    throw new UserMistake(`${quoted(label)} is binary, not text`, 'expected log text or JSON, plain or gzip');
  }
};

/** Western text in UTF-16 has a zero in nearly every other byte, and hardly any elsewhere. */
const isWideText = (head: Uint8Array): boolean => {
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [few, many] = zeros.sort((a, b) => a - b);
  return head.length >= 4 && (many ?? 0) > head.length * 0.4 && (few ?? 0) < head.length * 0.05;
};

/** Binary data is full of bytes that UTF-8 does not allow; a stray Latin-1 letter in a log is not binary. */
const looksLikeUtf8 = (head: Uint8Array): boolean => {
  const text = new TextDecoder().decode(head);
  let replaced = 0;
  for (const character of text) if (character === '\ufffd') replaced++;
  return replaced <= 1 + text.length / 20;
};
