import { overridesOfTags } from '../order/function-tags.ts';
import type { Override } from '../order/override.ts';
import { type EpochMs, MS_PER_MINUTE } from '../units.ts';
import type { DocumentStore } from './document-store.ts';
import type { TaggedFunction, TagLookup } from './ports.ts';

const TAGS_DOCUMENT = 'tags';

/** How old an answer may get; after a failure, AWS is asked again as late. */
const FRESH_MS = 15 * MS_PER_MINUTE;

interface Stored {
  readonly v: 1;
  /** Tick in which AWS was last asked, whatever it answered. */
  readonly askedAt: number;
  readonly functions: readonly TaggedFunction[];
}

/** What tags of functions order, as AWS said a quarter of an hour ago at most; kept in the table for all evaluators. */
export class TagDirectory {
  readonly #documents: DocumentStore;
  readonly #lookup: TagLookup;
  #kept: { readonly version: number; readonly overrides: readonly Override[] } | undefined;

  constructor(documents: DocumentStore, lookup: TagLookup) {
    this.#documents = documents;
    this.#lookup = lookup;
  }

  /** What is known; asks nobody. */
  async known(): Promise<readonly Override[]> {
    const { version, stored } = await this.#read();
    if (this.#kept?.version !== version) this.#kept = { version, overrides: overridesOf(stored?.functions ?? []) };
    return this.#kept.overrides;
  }

  /** Asks AWS when the answer is old. Gives why there was no answer, if there was none. */
  async refresh(now: EpochMs, attempt: string): Promise<string | undefined> {
    const { version, stored } = await this.#read();
    if (stored !== undefined && now - stored.askedAt < FRESH_MS) return undefined;
    const answer = await this.#ask();
    // Orders stay as they were while AWS does not answer: what was muted stays muted.
    const functions = answer.kind === 'found' ? answer.functions : (stored?.functions ?? []);
    const next: Stored = { v: 1, askedAt: now, functions };
    await this.#documents.write(TAGS_DOCUMENT, version, new TextEncoder().encode(JSON.stringify(next)), attempt, now);
    return answer.kind === 'failed' ? answer.reason : undefined;
  }

  async #read(): Promise<{ readonly version: number; readonly stored: Stored | undefined }> {
    const document = await this.#documents.read(TAGS_DOCUMENT);
    if (document === undefined || document.bytes.length === 0)
      return { version: document?.version ?? 0, stored: undefined };
    return { version: document.version, stored: JSON.parse(new TextDecoder().decode(document.bytes)) as Stored };
  }

  async #ask(): ReturnType<TagLookup['look']> {
    try {
      return await this.#lookup.look();
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

const overridesOf = (functions: readonly TaggedFunction[]): Override[] =>
  functions.flatMap(({ name, tags }) => overridesOfTags(name, tags));
