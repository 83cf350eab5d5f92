import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ROW_BYTES, type Range, type Row, type Table } from '../../lib/core/pipeline/ports.ts';
import { LAST_SORT_KEY } from '../../lib/core/pipeline/table-keys.ts';
import { epochMs } from '../../lib/core/units.ts';

const aRow = (row: Partial<Row> = {}): Row => ({ partition: 'p', sort: 's', revision: 1, data: 'x', ...row });

const rowsOf = async (table: Table, range: Partial<Range> = {}): Promise<Row[]> => {
  const rows: Row[] = [];
  const whole = { partition: 'p', from: '', to: LAST_SORT_KEY, consistent: true };
  for await (const row of table.scan({ ...whole, ...range })) rows.push(row);
  return rows;
};

/** The laws of the `Table` port, for every adapter. */
export const tableContract = (name: string, emptyTable: () => Promise<Table>, runs: number): void => {
  describe(`${name} keeps the laws of a table`, () => {
    it('gives back what was put: text, bytes, revision and expiry', async () => {
      const table = await emptyTable();
      const text = aRow({ sort: 'text', data: '{"v":1,"ü":"\\u0000"}', revision: Number.MAX_SAFE_INTEGER });
      const bytes = aRow({ sort: 'bytes', data: Uint8Array.of(0, 255, 128), expiresAt: epochMs(1_700_000_000_000) });
      await table.putAll([text, bytes]);
      expect(await table.get('p', 'text')).toEqual(text);
      expect(await table.get('p', 'bytes')).toEqual(bytes);
      expect(await table.get('p', 'missing')).toBeUndefined();
    });

    it('keeps a row as it was when the caller goes on writing into its buffer', async () => {
      const table = await emptyTable();
      const data = Uint8Array.of(1);
      await table.put(aRow({ data }));
      data[0] = 2;
      expect((await table.get('p', 's'))?.data).toEqual(Uint8Array.of(1));
    });

    it('takes rows of the largest size', async () => {
      const table = await emptyTable();
      const rows = ['a', 'b', 'c'].map((sort) => aRow({ sort, data: new Uint8Array(MAX_ROW_BYTES).fill(7) }));
      await table.putAll(rows);
      expect((await rowsOf(table)).map(({ sort, data }) => [sort, data.length])).toEqual([
        ['a', MAX_ROW_BYTES],
        ['b', MAX_ROW_BYTES],
        ['c', MAX_ROW_BYTES],
      ]);
    });

    it.each([
      ['absent, nothing there', undefined, { kind: 'absent' }, 'stored'],
      ['absent, something there', 1, { kind: 'absent' }, 'refused'],
      ['absent or lower, nothing there', undefined, { kind: 'absent-or-lower' }, 'stored'],
      ['absent or lower, lower', 4, { kind: 'absent-or-lower' }, 'stored'],
      ['absent or lower, equal', 5, { kind: 'absent-or-lower' }, 'refused'],
      ['absent or lower, higher', 6, { kind: 'absent-or-lower' }, 'refused'],
      ['revision, nothing there', undefined, { kind: 'revision', revision: 0 }, 'refused'],
      ['revision, this one', 4, { kind: 'revision', revision: 4 }, 'stored'],
      ['revision, another', 5, { kind: 'revision', revision: 4 }, 'refused'],
    ] as const)('puts under a condition: %s', async (_, stored, condition, outcome) => {
      const table = await emptyTable();
      if (stored !== undefined) await table.put(aRow({ revision: stored, data: 'before' }));
      expect(await table.put(aRow({ revision: 5, data: 'after' }), condition)).toBe(outcome);
      const expected = outcome === 'stored' ? 'after' : stored === undefined ? undefined : 'before';
      expect((await table.get('p', 's'))?.data).toBe(expected);
    });

    it('lets exactly one of many racing puts win', async () => {
      const table = await emptyTable();
      const racers = Array.from({ length: 8 }, (_, racer) => table.put(aRow({ data: `${racer}` }), { kind: 'absent' }));
      const outcomes = await Promise.all(racers);
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect((await table.get('p', 's'))?.data).toBe(String(outcomes.indexOf('stored')));
    });

    it('scans a range, both ends included, in either order, across pages', async () => {
      const table = await emptyTable();
      const sorts = Array.from({ length: 60 }, (_, index) => String(index).padStart(3, '0'));
      await table.putAll(sorts.map((sort) => aRow({ sort })));
      await table.put(aRow({ partition: 'other', sort: '030' }));
      const sortsOf = async (range: Partial<Range>) => (await rowsOf(table, range)).map(({ sort }) => sort);
      expect(await sortsOf({})).toEqual(sorts);
      expect(await sortsOf({ pageRows: 7, order: 'descending' })).toEqual([...sorts].reverse());
      expect(await sortsOf({ from: '010', to: '020' })).toEqual(sorts.slice(10, 21));
      expect(await sortsOf({ from: '010', to: '0205', pageRows: 1 })).toEqual(sorts.slice(10, 21));
      expect(await sortsOf({ partition: 'nobody' })).toEqual([]);
    });

    it('replaces rows put again, and stores all of a large batch', async () => {
      const table = await emptyTable();
      const rows = Array.from({ length: 130 }, (_, index) => aRow({ sort: `k${index}`, data: `${index}` }));
      await table.putAll(rows);
      await table.putAll([aRow({ sort: 'k5', data: 'again' })]);
      await table.putAll([]);
      expect(await rowsOf(table)).toHaveLength(130);
      expect((await table.get('p', 'k5'))?.data).toBe('again');
    });

    it('orders any keys that the pipeline makes as text does', async () => {
      const key = fc.stringMatching(/^[a-z0-9.|/-]{1,20}$/);
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(key, { minLength: 1, maxLength: 12 }), key, async (sorts, from) => {
          const table = await emptyTable();
          await table.putAll(sorts.map((sort) => aRow({ sort })));
          const scanned = (await rowsOf(table, { from })).map(({ sort }) => sort);
          expect(scanned).toEqual(sorts.filter((sort) => sort >= from).sort());
        }),
        { numRuns: runs },
      );
    });
  });
};
