import type { ByteWriter } from '../bytes.ts';
import { hash53 } from '../hash.ts';
import { addSaturating } from './add-saturating.ts';
import { CountsByName } from './counts-by-name.ts';
import { DistinctSketch } from './distinct-sketch.ts';

/**
 * Counts by name with a hard cap on the number of names: the `cap` names with the smallest salted hashes are kept, the
 * rest is a total and an estimate of how many names it had.
 *
 * Why by hash: a name among the smallest of the whole is among the smallest of every part that holds it, so its count
 * is exact and merging is associative and commutative, bit for bit. A cap by first-seen or by count has neither
 * property. The salt keeps outsiders from choosing names that always (or never) stay.
 */
export class BoundedCounts {
  readonly salt: number;
  readonly #cap: number;
  /** Made with the first name: most minutes have no error kind and no risky destination. */
  #named: CountsByName | undefined;
  /** Made with the first name beyond the cap. */
  #beyond: Beyond | undefined;

  constructor(cap: number, salt: number) {
    this.#cap = cap;
    this.salt = salt;
  }

  get named(): ReadonlyMap<string, number> {
    return this.#named ?? NO_NAMES;
  }

  /** Count of the names beyond the cap. */
  get other(): number {
    return this.#beyond?.count ?? 0;
  }

  /** Distinct names beyond the cap, estimated. */
  get otherDistinct(): number {
    return this.#beyond?.names.estimate() ?? 0;
  }

  get isEmpty(): boolean {
    return this.#named === undefined && this.other === 0;
  }

  /** O(1) below the cap and for known names, O(cap) for a new one beyond it. */
  add(name: string, count = 1): void {
    this.#named ??= new CountsByName();
    const known = this.#named.get(name);
    if (known !== undefined) this.#named.set(name, addSaturating(known, count));
    else if (this.#named.size < this.#cap) this.#named.set(name, count);
    else this.#addBeyondCap(this.#named, name, count);
  }

  /** Fills empty counts with names that are no more than the cap. */
  restore(named: CountsByName): void {
    this.#named = named;
  }

  /** Takes over the other's counts; both must share cap and salt for the laws to hold. */
  merge(other: BoundedCounts): void {
    other.#named?.forEach((count, name) => {
      this.add(name, count);
    });
    if (other.#beyond !== undefined) this.addOther(other.#beyond.count, other.#beyond.names);
  }

  /** Names ascending, so that equal counts give equal bytes. */
  encode(writer: ByteWriter): void {
    if (this.isEmpty) {
      writer.u8(0).u8(0);
      return;
    }
    const { named } = this;
    writer.varint(named.size);
    // One name is by far the most frequent number of them.
    if (named.size > 1) for (const name of [...named.keys()].sort()) writer.text(name).varint(named.get(name) ?? 0);
    else {
      named.forEach((count, name) => {
        writer.text(name).varint(count);
      });
    }
    writer.varint(this.other);
    if (this.#beyond !== undefined && this.other > 0) this.#beyond.names.encode(writer);
  }

  /** Counts names beyond the cap that are not known. */
  addOther(count: number, names: DistinctSketch): void {
    const beyond = this.#beyondCap();
    beyond.count = addSaturating(beyond.count, count);
    beyond.names.merge(names);
  }

  #addBeyondCap(named: CountsByName, name: string, count: number): void {
    const beyond = this.#beyondCap();
    beyond.worst ??= this.#findWorst();
    const { worst } = beyond;
    const hash = hash53(name, this.salt);
    if (worst === undefined || hash > worst.hash || (hash === worst.hash && name > worst.name)) {
      drop(beyond, hash, count);
      return;
    }
    drop(beyond, worst.hash, named.get(worst.name) ?? 0);
    named.delete(worst.name);
    named.set(name, count);
    beyond.worst = undefined;
  }

  #findWorst(): { name: string; hash: number } | undefined {
    let worst: { name: string; hash: number } | undefined;
    for (const name of this.named.keys()) {
      const hash = hash53(name, this.salt);
      if (worst === undefined || hash > worst.hash || (hash === worst.hash && name > worst.name))
        worst = { name, hash };
    }
    return worst;
  }

  #beyondCap(): Beyond {
    this.#beyond ??= { count: 0, names: new DistinctSketch(), worst: undefined };
    return this.#beyond;
  }
}

/** What did not fit under the cap. */
interface Beyond {
  count: number;
  readonly names: DistinctSketch;
  /** Largest hash among the kept names, as long as it is known. */
  worst: { readonly name: string; readonly hash: number } | undefined;
}

const drop = (beyond: Beyond, hash: number, count: number): void => {
  beyond.count = addSaturating(beyond.count, count);
  beyond.names.add(hash);
};

const NO_NAMES: ReadonlyMap<string, number> = new Map();
