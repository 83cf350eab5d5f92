import type { Table } from '../pipeline/ports.ts';
import { documentPartition } from '../pipeline/table-keys.ts';

const PARTITION = documentPartition('subscriptions');

/** A document about the subscriptions, as one row of the table. */
export interface SubscriptionRow<Value> {
  /** `undefined` where there is none, and for one that another version wrote: all of them can be made anew. */
  read(): Promise<Value | undefined>;
  write(value: Value): Promise<void>;
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
