import type { Table } from './ports.ts';
import { documentPartition } from './table-keys.ts';

const PARTITION = documentPartition('subscriptions');

/** Names in one list of a document: a row holds three such lists, whatever the length of the names. */
const MAX_CHARACTERS = 110_000;

/** As many of the first items as a document may hold. */
export const firstThatFit = <Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] => {
  let characters = 0;
  const end = items.findIndex((item) => {
    characters += nameOf(item).length + QUOTES;
    return characters > MAX_CHARACTERS;
  });
  return end < 0 ? items : items.slice(0, end);
};

/** What JSON adds to a name, with room for the word that stands beside it. */
const QUOTES = 4;

/** A document about the subscriptions, as one row of the table. */
export interface SubscriptionRow<Value> {
  /** `undefined` where there is none, and for one that another version wrote: all of them can be made anew. */
  read(): Promise<Value | undefined>;
  write(value: Value): Promise<void>;
  /** As if there were none. */
  clear(): Promise<void>;
}

/**
 * Written without a condition: what is kept here is true whoever wrote last, or harmless. Two runs of subscribe at once
 * put some filters twice, which changes nothing.
 */
export const subscriptionRow = <Value extends { readonly v: number }>(
  table: Table,
  sort: string,
  version: Value['v'],
): SubscriptionRow<Value> => ({
  async clear() {
    await table.put({ partition: PARTITION, sort, revision: 1, data: '{"v":0}' });
  },
  async read() {
    const row = await table.get(PARTITION, sort);
    if (row === undefined) return undefined;
    const stored: Value = JSON.parse(String(row.data));
    return stored.v === version ? stored : undefined;
  },
  async write(value) {
    await table.put({ partition: PARTITION, sort, revision: 1, data: JSON.stringify(value) });
  },
});
