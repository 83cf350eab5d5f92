import type { FunctionKey } from '../function-key.ts';
import { EMPTY_NETWORK_MAP, NetworkMap } from '../incident/network-map.ts';
import { networkUsesOf } from '../incident/network-uses.ts';
import { type EpochMs, MS_PER_MINUTE } from '../units.ts';
import type { DocumentStore } from './document-store.ts';
import type { NetworkAnswer, NetworkLookup, NetworkSnapshot } from './ports.ts';

const NETWORK_DOCUMENT = 'network';

/** Functions move to other subnets seldom; an answer is good for an hour. */
const FRESH_MS = 60 * MS_PER_MINUTE;
/** What an answer does not know may have come since; and a failure may have passed. */
const ASK_AGAIN_MS = 5 * MS_PER_MINUTE;

interface Stored {
  readonly v: 1;
  /** Tick in which AWS was last asked, whatever it answered. */
  readonly askedAt: number;
  /** Tick of the snapshot; older than {@link askedAt} when asking failed since. */
  readonly knownAt: number;
  readonly snapshot: NetworkSnapshot;
}

/** What is known of the network, and why there may be less of it than there should be. */
export interface NetworkKnown {
  readonly map: NetworkMap;
  /** Why AWS did not answer in this tick. */
  readonly failure?: string;
}

/**
 * Who uses which interface, as AWS said when it was last asked: kept in the table, so that evaluators that start anew do
 * not ask again. AWS is asked only for alarms: most installations never have one of an interface, and ask never.
 */
export class NetworkDirectory {
  readonly #documents: DocumentStore;
  readonly #lookup: NetworkLookup;
  #kept: { readonly version: number; readonly stored: Stored; readonly map: NetworkMap } | undefined;

  constructor(documents: DocumentStore, lookup: NetworkLookup) {
    this.#documents = documents;
    this.#lookup = lookup;
  }

  /**
   * @param asked interfaces and addresses that have to be told for the first time
   * @param now the tick
   */
  async known(asked: readonly FunctionKey[], now: EpochMs, attempt: string): Promise<NetworkKnown> {
    const { version, stored, map } = await this.#read();
    if (!isDue(stored, map, asked, now)) return { map };
    const answer = await this.#ask();
    const next: Stored =
      answer.kind === 'found'
        ? { v: 1, askedAt: now, knownAt: now, snapshot: answer.snapshot }
        : { ...(stored ?? NOTHING_KNOWN), askedAt: now };
    // Of evaluators that asked at once, one keeps its answer; each goes on with its own.
    const bytes = new TextEncoder().encode(JSON.stringify(next));
    await this.#documents.write(NETWORK_DOCUMENT, version, bytes, attempt, now);
    return { map: mapOf(next.snapshot), ...(answer.kind === 'failed' && { failure: answer.reason }) };
  }

  async #read(): Promise<{ readonly version: number; readonly stored: Stored | undefined; readonly map: NetworkMap }> {
    const document = await this.#documents.read(NETWORK_DOCUMENT);
    const version = document?.version ?? 0;
    if (document === undefined || document.bytes.length === 0) {
      return { version, stored: undefined, map: EMPTY_NETWORK_MAP };
    }
    if (this.#kept?.version !== version) {
      const stored = JSON.parse(new TextDecoder().decode(document.bytes)) as Stored;
      this.#kept = { version, stored, map: mapOf(stored.snapshot) };
    }
    return this.#kept;
  }

  async #ask(): Promise<NetworkAnswer> {
    try {
      return await this.#lookup.look();
    } catch (error) {
      // An alarm is told without the names of its functions rather than not at all.
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

const NOTHING_KNOWN: Stored = { v: 1, askedAt: 0, knownAt: 0, snapshot: { interfaces: [], functions: [] } };

const mapOf = ({ interfaces, functions }: NetworkSnapshot): NetworkMap =>
  new NetworkMap(networkUsesOf(interfaces, functions));

const isDue = (stored: Stored | undefined, map: NetworkMap, asked: readonly FunctionKey[], now: EpochMs): boolean => {
  if (asked.length === 0) return false;
  if (stored === undefined) return true;
  if (now - stored.askedAt < ASK_AGAIN_MS) return false;
  return now - stored.knownAt >= FRESH_MS || asked.some((subject) => map.functionsOn(subject).length === 0);
};
