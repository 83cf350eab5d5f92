import type { Table } from '../pipeline/ports.ts';
import { documentPartition } from '../pipeline/table-keys.ts';
import { epochMs } from '../units.ts';
import type { SweepStore } from './run-subscribe.ts';
import type { Sweep } from './sweep.ts';

const PARTITION = documentPartition('subscriptions');
const SORT = 'sweep';

/**
 * The sweep as one row of the table. Written without a condition: two runs at once would put some filters twice, which
 * changes nothing, and the position of either is a true one.
 */
export const sweepRow = (table: Table): SweepStore => ({
  async read() {
    const row = await table.get(PARTITION, SORT);
    return row === undefined ? undefined : parseSweep(String(row.data));
  },
  async write(sweep) {
    await table.put({ partition: PARTITION, sort: SORT, revision: 1, data: JSON.stringify(sweep) });
  },
});

/** `undefined` for what a newer version wrote: the sweep then begins anew, which is harmless. */
const parseSweep = (text: string): Sweep | undefined => {
  const stored: Partial<Sweep> = JSON.parse(text);
  const { v, target, startedAt, position, listedAt, recent, blind = [] } = stored;
  if (v !== 1 || target === undefined || startedAt === undefined || position === undefined) return undefined;
  if (listedAt === undefined || recent === undefined) return undefined;
  return { v, target, startedAt: epochMs(startedAt), position, listedAt: epochMs(listedAt), recent, blind };
};
