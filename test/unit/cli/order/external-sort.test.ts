import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, originOf } from '../../../../lib/cli/input/entry.ts';
import { compareEntries } from '../../../../lib/cli/order/compare-entries.ts';
import { ExternalSort } from '../../../../lib/cli/order/external-sort.ts';
import { epochMs } from '../../../../lib/core/units.ts';
import { temporaryFiles } from '../../../support/temporary-files.ts';

const files = temporaryFiles();
process.env['TMPDIR'] = files.path;

const entryOf = (at: number, place: number, message: string): Entry => {
  const origin = originOf('111122223333', '/aws/lambda/f', `stream-${place % 3}`);
  return { kind: 'log', at: epochMs(at), origin, event: { id: '', timestamp: epochMs(at), message }, file: 0, place };
};

const sortAll = async (entries: readonly Entry[], perRun: number): Promise<Entry[]> => {
  const sort = new ExternalSort(() => undefined, { characters: Number.POSITIVE_INFINITY, entries: perRun });
  for (const entry of entries) await sort.add([entry]);
  const sorted: Entry[] = [];
  for await (const batch of sort.sorted()) sorted.push(...batch);
  return sorted;
};

describe('external sort', () => {
  it('sorts like memory does, whatever the text and the number of runs', async () => {
    const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.string({ unit: 'binary' })), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 20 }), async (some, perRun) => {
        const entries = some.map(([at, message], place) => entryOf(at, place, message));
        expect(await sortAll(entries, perRun)).toEqual([...entries].sort(compareEntries));
      }),
      { numRuns: 40 },
    );
  });

  it('merges more runs than it opens at a time', async () => {
    const entries = Array.from({ length: 400 }, (_, place) => entryOf((place * 7_919) % 1_000, place, `line ${place}`));
    expect(await sortAll(entries, 1)).toEqual([...entries].sort(compareEntries));
  });

  it('removes its temporary files when it is given up half-way', async () => {
    const sort = new ExternalSort(() => undefined, { characters: 1, entries: 1 });
    for (let place = 0; place < 20; place++) await sort.add([entryOf(place, place, 'x')]);
    expect(readdirSync(files.path)).toHaveLength(1);
    for await (const _ of sort.sorted()) break;
    expect(readdirSync(files.path)).toHaveLength(0);
  });
});
