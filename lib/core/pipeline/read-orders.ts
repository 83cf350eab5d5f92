import type { AlertPolicy } from '../order/alert-policy.ts';
import { Orders } from '../order/orders.ts';
import { type EpochMs, minuteOf } from '../units.ts';
import { readMarks } from './mark-rows.ts';
import type { Table } from './ports.ts';
import type { TagDirectory } from './tag-directory.ts';

/** Every standing order and mark, as of this tick. */
export const readOrders = async (
  table: Table,
  { overrides, obeysTags }: AlertPolicy,
  tags: TagDirectory | undefined,
  now: EpochMs,
): Promise<Orders> => {
  const [marks, tagged] = await Promise.all([
    readMarks(table, minuteOf(now)),
    obeysTags && tags !== undefined ? tags.known() : [],
  ]);
  return new Orders({ overrides, tagged, marks: marks.map(({ mark }) => mark) });
};
