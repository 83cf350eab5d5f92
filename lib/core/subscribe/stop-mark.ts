import type { Table } from '../pipeline/ports.ts';
import { documentPartition } from '../pipeline/table-keys.ts';

const PARTITION = documentPartition('subscriptions');

/**
 * Whether filters of one name are being taken away. Without it a run of subscribe that began before would put back what
 * the removal has just taken. Kept by name, since a renamed installation puts new filters while the old ones go.
 */
export interface StopMark {
  isSet(): Promise<boolean>;
  set(isStopped: boolean): Promise<void>;
}

export const stopMark = (table: Table, filterName: string): StopMark => {
  const sort = `stopped|${filterName}`;
  return {
    isSet: async () => (await table.get(PARTITION, sort))?.data === 'true',
    set: async (isStopped) => {
      await table.put({ partition: PARTITION, sort, revision: 1, data: String(isStopped) });
    },
  };
};
