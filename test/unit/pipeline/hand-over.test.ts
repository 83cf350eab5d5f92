import { expect, it } from 'vitest';
import { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { commonCursor, type Legacy, united } from '../../../lib/core/pipeline/hand-over.ts';
import type { PartialsRead } from '../../../lib/core/pipeline/read-partials.ts';
import { beginCheckpoint } from '../../../lib/core/pipeline/slot-checkpoints.ts';
import { slotOf } from '../../../lib/core/pipeline/slot-layout.ts';
import { blockOf } from '../../../lib/core/pipeline/table-keys.ts';
import { addMinutes, epochMs, minuteOf } from '../../../lib/core/units.ts';

const SALT = 3;
const UNTIL = minuteOf(epochMs(Date.UTC(2026, 0, 6, 12, 44)));
const BLOCK = blockOf(addMinutes(UNTIL, 1));
const settings = { salt: SALT, slots: 1, learningMinutes: 0, historyDays: 35, minimumSeverity: 'low' } as const;

/** A function of each of two slots. */
const IDS = [0, 1].map((slot) => {
  const ids = Array.from({ length: 99 }, (_, index) =>
    functionIdOf({ account: '123456789012', region: 'eu-west-1', name: `function-${index}` }),
  );
  return ids.find((id) => slotOf(id, 2) === slot) ?? expect.unreachable();
});

it('slots that are united count once what one of them has left behind and the other one still reads', () => {
  const windows = new SummaryTable(SALT);
  for (const id of IDS) windows.at(id, addMinutes(UNTIL, -20)).starts = 1;
  const read: PartialsRead = {
    items: [
      {
        source: { kind: 'direct', name: 'a delivery', block: BLOCK - 2, events: 1 },
        isKnown: false,
        parts: [{ header: { arrived: addMinutes(UNTIL, -19) }, windows: [...windows] }],
      },
    ],
    positions: new Map(),
    lostCommits: 0,
    overlaps: 0,
  };
  const legacies = [BLOCK - 2, BLOCK].map((block, slot): Legacy => {
    const checkpoint = beginCheckpoint(UNTIL, settings);
    return { slot: { slots: 2, slot }, checkpoint: { ...checkpoint, cursor: { ...checkpoint.cursor, block } } };
  });
  expect(commonCursor(legacies).block).toBe(BLOCK - 2);
  // The first slot has it yet to count; the second one did when it left the block.
  expect(united(legacies, read, SALT)?.totals).toMatchObject({ starts: 1, lateWindows: 1 });
});
