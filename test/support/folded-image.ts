import { ByteWriter } from '../../lib/core/bytes.ts';
import { encodeSummary } from '../../lib/core/fold/encode-summary.ts';
import type { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import type { IngestTally } from '../../lib/core/pipeline/ingest-tally.ts';

/** Everything that a table holds, in one order. */
export const imageOfTable = (table: SummaryTable): string[] =>
  [...table]
    .map(({ functionId, minute, summary }) => {
      const writer = new ByteWriter();
      encodeSummary(summary, writer);
      return `${functionId} ${minute} ${Buffer.from(writer.finish()).toString('hex')}`;
    })
    .sort();

/** Everything that was counted, the way in which it was read excepted. */
export const imageOfTally = ({ fallbacks: _, ...tally }: IngestTally): unknown =>
  Object.fromEntries(
    Object.entries(tally).map(([name, counts]) => [name, counts instanceof Map ? [...counts].sort() : counts]),
  );
