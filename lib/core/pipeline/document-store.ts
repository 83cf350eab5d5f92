import { type EpochMs, epochMs } from '../units.ts';
import { MAX_ROW_BYTES, type Row, type Table } from './ports.ts';
import { documentPartition, LAST_SORT_KEY, orderedNumber } from './table-keys.ts';

/** A document of any length as of one version. Version 0 is a document that nobody wrote yet. */
export interface StoredDocument {
  readonly version: number;
  readonly bytes: Uint8Array;
}

interface Head {
  readonly v: 1;
  readonly attempt: string;
  readonly parts: number;
  /** The whole document as base64, when it is small. */
  readonly inline?: string;
}

/** Up to here a document lies in its head: one write instead of two. */
const MOST_INLINE_BYTES = 16 * 1_024;

/**
 * How long a superseded version stays, and how long a current one outlives its last evaluation: an installation whose
 * schedule stands still for longer starts to learn anew.
 */
const PART_LIFE_MS = 14 * 86_400_000;

const HEAD_SORT_KEY = 'head';
const partPrefix = (version: number, attempt: string): string => `part|${orderedNumber(version)}|${attempt}|`;

/**
 * Documents larger than a row that change atomically: immutable parts under a version and the attempt that wrote them,
 * and one head that a conditional put moves from version to version. Of writers that began from the same version, one
 * wins; the others' parts are never named by a head. Of each document, the version read last stays in memory, so that
 * a tick usually reads the head alone.
 */
export class DocumentStore {
  readonly #table: Table;
  readonly #newest = new Map<string, StoredDocument & { readonly attempt: string }>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Strongly consistent. `undefined` when the document never was, or its parts expired. */
  async read(name: string): Promise<StoredDocument | undefined> {
    const row = await this.#table.get(documentPartition(name), HEAD_SORT_KEY);
    if (row === undefined) return undefined;
    const head = JSON.parse(String(row.data)) as Head;
    const kept = this.#newest.get(name);
    if (kept?.version === row.revision && kept.attempt === head.attempt) return kept;
    const bytes = fromBase64(head.inline) ?? (await this.#readParts(name, row.revision, head));
    // Version and no bytes: still needed to write the next version.
    const document = { version: row.revision, bytes: bytes ?? new Uint8Array(), attempt: head.attempt };
    if (bytes !== undefined) this.#newest.set(name, document);
    return document;
  }

  /** Writes version `after + 1`, unless somebody else did. `after` is 0 for a new document. */
  async write(
    name: string,
    after: number,
    bytes: Uint8Array,
    attempt: string,
    now: EpochMs,
  ): Promise<'written' | 'outrun'> {
    const version = after + 1;
    const isSmall = bytes.length <= MOST_INLINE_BYTES;
    const parts = isSmall ? [] : partRows(name, version, attempt, bytes, now);
    await this.#table.putAll(parts);
    const head: Head = { v: 1, attempt, parts: parts.length, ...(isSmall && { inline: toBase64(bytes) }) };
    const outcome = await this.#table.put(
      {
        partition: documentPartition(name),
        sort: HEAD_SORT_KEY,
        revision: version,
        data: JSON.stringify(head),
      },
      after === 0 ? { kind: 'absent' } : { kind: 'revision', revision: after },
    );
    if (outcome === 'refused') return 'outrun';
    this.#newest.set(name, { version, bytes, attempt });
    return 'written';
  }

  /** Parts never change, so a read at half the price will do, unless it misses some that were written just now. */
  async #readParts(name: string, version: number, { attempt, parts }: Head): Promise<Uint8Array | undefined> {
    const prefix = partPrefix(version, attempt);
    const range = { partition: documentPartition(name), from: prefix, to: `${prefix}${LAST_SORT_KEY}` };
    for (const consistent of [false, true]) {
      const chunks: Uint8Array[] = [];
      for await (const { data } of this.#table.scan({ ...range, consistent })) {
        if (typeof data !== 'string') chunks.push(data);
      }
      if (chunks.length === parts) return joined(chunks);
    }
    return undefined;
  }
}

const partRows = (name: string, version: number, attempt: string, bytes: Uint8Array, now: EpochMs): Row[] => {
  const rows: Row[] = [];
  for (let start = 0; start < bytes.length; start += MAX_ROW_BYTES) {
    rows.push({
      partition: documentPartition(name),
      sort: `${partPrefix(version, attempt)}${orderedNumber(rows.length)}`,
      revision: version,
      data: bytes.subarray(start, start + MAX_ROW_BYTES),
      expiresAt: epochMs(now + PART_LIFE_MS),
    });
  }
  return rows;
};

const joined = (chunks: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(chunks.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
};

/** Of small documents only: each byte is an argument. */
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

const fromBase64 = (text: string | undefined): Uint8Array | undefined => {
  if (text === undefined) return undefined;
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
};
