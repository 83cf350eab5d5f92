import { expect, it } from 'vitest';
import type { HistoryPoint } from '../../../lib/core/detect/history-point.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { historyRows, readFleetHistory, readFunctionHistory } from '../../../lib/core/pipeline/history-rows.ts';
import { beginLayout, changeLayout, readLayout } from '../../../lib/core/pipeline/layout-row.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { slotOf } from '../../../lib/core/pipeline/slot-layout.ts';
import { addMinutes, minute, startOf } from '../../../lib/core/units.ts';

const FROM = minute(29_500_020);
const unknown = { lower: null, upper: null };
const pointAt = (quarter: number): HistoryPoint => ({
  minute: addMinutes(FROM, quarter * 15),
  invocations: quarter + 1,
  errors: 0,
  durationMsMedian: null,
  invocationsBand: unknown,
  errorsBand: unknown,
  durationMsBand: unknown,
  ...(quarter > 0 && { others: { timeouts: quarter, coldStarts: 0, memoryMbMax: 300, outboundCalls: 9 } }),
});

it('the history of one function is that of the fleet, through layouts that grow and shrink', async () => {
  const table = new MemoryTable();
  await beginLayout(table, 4);
  const ids = ['checkout', 'search', 'cart'].map((name) => functionIdOf({ account: '1', region: 'r', name }));
  for (const [quarter, slots] of [4, 16, 2].entries()) {
    const known = await readLayout(table);
    if (known !== undefined && quarter > 0) await changeLayout(table, known, slots, startOf(addMinutes(FROM, quarter)));
    for (const id of ids) {
      const entry = { id, point: pointAt(quarter), late: false };
      await table.putAll(historyRows({ slots, slot: slotOf(id, slots) }, ids.indexOf(id), [entry], 1e9));
    }
  }
  const until = addMinutes(FROM, 60);
  const fleet = await readFleetHistory(table, FROM, until);
  for (const id of ids) {
    const own = await readFunctionHistory(table, id, FROM, until);
    expect(own.map(({ invocations }) => invocations)).toEqual([1, 2, 3]);
    expect(own.map(({ others }) => others?.timeouts)).toEqual([undefined, 1, 2]);
    expect(own).toEqual(fleet.get(id));
  }
});
