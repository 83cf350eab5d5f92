import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentStore } from '../../../lib/core/pipeline/document-store.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { MAX_ROW_BYTES, type Row, type Table } from '../../../lib/core/pipeline/ports.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { LaggingTable } from '../../support/delivery/lagging-table.ts';

const NOW = epochMs(Date.UTC(2026, 0, 6));
const NAME = 'slot|0.1';

/** Rows, and a document's parts among them, one at a time and in any order among several writers. */
class SlowTable extends MemoryTable {
  readonly #waits: () => number;
  constructor(waits: () => number) {
    super();
    this.#waits = waits;
  }
  override async put(...args: Parameters<Table['put']>) {
    for (let turn = this.#waits(); turn > 0; turn--) await Promise.resolve();
    return super.put(...args);
  }
  override async putAll(rows: readonly Row[]) {
    for (const row of rows) await this.put(row);
  }
}

/** Three rows long: none of it lies in the head. */
const documentOf = (byte: number): Uint8Array => new Uint8Array(2 * MAX_ROW_BYTES + 10).fill(byte);

describe('a document of several rows', () => {
  it('is the one of the writer who won, whole, when several write the same version', async () => {
    const waits = fc.array(fc.nat(9), { minLength: 4, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(waits, async (turns) => {
        let next = 0;
        const table = new SlowTable(() => turns[next++ % turns.length] ?? 0);
        const outcomes = await Promise.all(
          [1, 2, 3].map((byte) => new DocumentStore(table).write(NAME, 0, documentOf(byte), `attempt-${byte}`, NOW)),
        );
        expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
        const read = await new DocumentStore(table).read(NAME);
        expect(read?.version).toBe(1);
        expect(Buffer.compare(read?.bytes ?? Buffer.of(), documentOf(outcomes.indexOf('written') + 1))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is read whole also where the cheaper read misses what was written just now', async () => {
    const table = new LaggingTable(new MemoryTable(), () => true);
    await new DocumentStore(table).write(NAME, 0, documentOf(7), 'an attempt', NOW);
    expect((await new DocumentStore(table).read(NAME))?.bytes).toHaveLength(documentOf(7).length);
  });

  it('has a version and no bytes when a part of it expired', async () => {
    class ForgetfulTable extends MemoryTable {
      override putAll(rows: readonly Row[]) {
        return super.putAll(rows.slice(1));
      }
    }
    const table = new ForgetfulTable();
    await new DocumentStore(table).write(NAME, 0, documentOf(7), 'an attempt', NOW);
    expect(await new DocumentStore(table).read(NAME)).toMatchObject({ version: 1, bytes: new Uint8Array() });
  });
});
