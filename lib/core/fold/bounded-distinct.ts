import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash53 } from '../hash.ts';
import { addSaturating } from './add-saturating.ts';
import { decodeCompact, encodeCompact } from './compact-sketch.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import type { DistinctCounts } from './window.ts';

interface Kept {
  readonly hash: number;
  count: number;
  readonly sketch: DistinctSketch;
}

/**
 * Per name a count and an estimate of how many different things were counted under it, for a bounded number of names:
 * those with the smallest salted hashes, as in `BoundedCounts` and for the same reasons; the others share one count and
 * one sketch. Merging is associative and commutative, bit for bit.
 */
export class BoundedDistinct {
  readonly #cap: number;
  readonly #salt: number;
  readonly #named = new Map<string, Kept>();
  #worst: string | undefined;
  #other = 0;
  #otherSketch: DistinctSketch | undefined;

  constructor(cap: number, salt: number) {
    this.#cap = cap;
    this.#salt = salt;
  }

  get isEmpty(): boolean {
    return this.#named.size === 0 && this.#other === 0;
  }

  /** Counts `thing` under `name`. O(1) for known names and below the cap, O(cap) beyond it. */
  add(name: string, thing: string): void {
    const hash = hash53(thing, this.#salt);
    const known = this.#named.get(name);
    if (known !== undefined) {
      known.count = addSaturating(known.count, 1);
      known.sketch.add(hash);
      return;
    }
    const sketch = new DistinctSketch();
    sketch.add(hash);
    this.#put(name, { hash: hash53(name, this.#salt), count: 1, sketch });
  }

  /** Takes over the other's counts; both must share cap and salt for the laws to hold. */
  merge(other: BoundedDistinct): void {
    for (const [name, { hash, count, sketch }] of other.#named) {
      const copy = new DistinctSketch();
      copy.merge(sketch);
      this.#put(name, { hash, count, sketch: copy });
    }
    this.#other = addSaturating(this.#other, other.#other);
    if (other.#otherSketch !== undefined) this.#beyond().merge(other.#otherSketch);
  }

  resolved(): DistinctCounts {
    return {
      named: new Map(
        [...this.#named].map(([name, { count, sketch }]) => [name, { count, distinct: sketch.estimate() }]),
      ),
      other: this.#other,
      otherDistinct: this.#otherSketch?.estimate() ?? 0,
    };
  }

  /** Names ascending, so that equal contents give equal bytes. */
  encode(writer: ByteWriter): void {
    writer.varint(this.#named.size);
    for (const [name, { count, sketch }] of [...this.#named].sort(([a], [b]) => (a < b ? -1 : 1))) {
      encodeCompact(sketch, writer.text(name).varint(count));
    }
    writer.varint(this.#other);
    if (this.#other > 0) encodeCompact(this.#beyond(), writer);
  }

  static decode(reader: ByteReader, cap: number, salt: number): BoundedDistinct {
    const counts = new BoundedDistinct(cap, salt);
    for (let left = reader.varint(); left > 0; left--) {
      const name = reader.text();
      const count = reader.varint();
      counts.#put(name, { hash: hash53(name, salt), count, sketch: decodeCompact(reader) });
    }
    const other = reader.varint();
    counts.#other = addSaturating(counts.#other, other);
    if (other > 0) counts.#beyond().merge(decodeCompact(reader));
    return counts;
  }

  #put(name: string, added: Kept): void {
    const known = this.#named.get(name);
    if (known !== undefined) {
      known.count = addSaturating(known.count, added.count);
      known.sketch.merge(added.sketch);
    } else if (this.#named.size < this.#cap) this.#named.set(name, added);
    else this.#putBeyondCap(name, added);
  }

  #putBeyondCap(name: string, added: Kept): void {
    this.#worst ??= this.#findWorst();
    const worst = this.#worst;
    const kept = worst === undefined ? undefined : this.#named.get(worst);
    if (worst === undefined || kept === undefined || isWorse(added.hash, name, kept.hash, worst)) {
      this.#drop(added);
      return;
    }
    this.#drop(kept);
    this.#named.delete(worst);
    this.#named.set(name, added);
    this.#worst = undefined;
  }

  #findWorst(): string | undefined {
    let worst: { readonly name: string; readonly hash: number } | undefined;
    for (const [name, { hash }] of this.#named) {
      if (worst === undefined || isWorse(hash, name, worst.hash, worst.name)) worst = { name, hash };
    }
    return worst?.name;
  }

  #drop({ count, sketch }: Kept): void {
    this.#other = addSaturating(this.#other, count);
    this.#beyond().merge(sketch);
  }

  #beyond(): DistinctSketch {
    this.#otherSketch ??= new DistinctSketch();
    return this.#otherSketch;
  }
}

const isWorse = (hash: number, name: string, thanHash: number, thanName: string): boolean =>
  hash > thanHash || (hash === thanHash && name > thanName);
