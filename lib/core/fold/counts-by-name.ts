/** Up to so many names a walk along them beats a hash table, which takes five times their memory. */
const MOST_IN_LIST = 8;

interface Entry {
  readonly name: string;
  count: number;
  next: Entry | undefined;
}

/** Counts by name in the order of their first mention. Nearly always one or two names: a list, and a table only for many. */
export class CountsByName implements ReadonlyMap<string, number> {
  #first: Entry | undefined;
  #last: Entry | undefined;
  #size = 0;
  #table: Map<string, number> | undefined;

  get size(): number {
    return this.#table?.size ?? this.#size;
  }

  get(name: string): number | undefined {
    return this.#table === undefined ? this.#find(name)?.count : this.#table.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, count: number): void {
    if (this.#table !== undefined) {
      this.#table.set(name, count);
      return;
    }
    const known = this.#find(name);
    if (known !== undefined) known.count = count;
    else this.append(name, count);
  }

  /** As {@link set}, for a name that is known to be a new one. */
  append(name: string, count: number): void {
    if (this.#table !== undefined || this.#size === MOST_IN_LIST) {
      this.#becomeTable().set(name, count);
      return;
    }
    const entry = { name, count, next: undefined };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#size++;
  }

  delete(name: string): void {
    this.#becomeTable().delete(name);
  }

  forEach(visit: (count: number, name: string, counts: ReadonlyMap<string, number>) => void): void {
    if (this.#table !== undefined) this.#table.forEach(visit);
    else for (let entry = this.#first; entry !== undefined; entry = entry.next) visit(entry.count, entry.name, this);
  }

  entries(): MapIterator<[string, number]> {
    return this.#asTable().entries();
  }

  keys(): MapIterator<string> {
    return this.#asTable().keys();
  }

  values(): MapIterator<number> {
    return this.#asTable().values();
  }

  [Symbol.iterator](): MapIterator<[string, number]> {
    return this.entries();
  }

  #find(name: string): Entry | undefined {
    let entry = this.#first;
    while (entry !== undefined && entry.name !== name) entry = entry.next;
    return entry;
  }

  #asTable(): Map<string, number> {
    if (this.#table !== undefined) return this.#table;
    const table = new Map<string, number>();
    for (let entry = this.#first; entry !== undefined; entry = entry.next) table.set(entry.name, entry.count);
    return table;
  }

  #becomeTable(): Map<string, number> {
    this.#table = this.#asTable();
    this.#first = undefined;
    this.#last = undefined;
    return this.#table;
  }
}
