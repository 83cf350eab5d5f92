import type { LogBatch } from '../decode/log-batch.ts';
import { foldBatch } from '../fold/fold-batch.ts';
import { SummaryTable } from '../fold/summary-table.ts';
import { hash53 } from '../hash.ts';
import { type DirectDelivery, putDirect } from './direct-partials.ts';
import { readableBatches } from './fold-payload.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { emptyIngestTally, type IngestTally, mergeTally } from './ingest-tally.ts';

/** Counts what CloudWatch Logs hands over itself: each batch is one delivery, known by its stream and first event. */
export const ingestDirect = async (
  { table, settings, clock }: Pick<IngestPorts, 'table' | 'settings' | 'clock'>,
  base64: string,
): Promise<IngestTally> => {
  const tally = emptyIngestTally();
  for (const batch of readableBatches(base64, settings, tally)) {
    const delivery = deliveryOf(batch);
    if (delivery === undefined) continue;
    const own = emptyIngestTally();
    const windows = new SummaryTable(settings.salt);
    foldBatch(batch, windows, own, settings);
    const isEmpty = windows.size === 0;
    if (isEmpty || (await putDirect(table, delivery, [...windows], clock())) === 'stored') {
      mergeTally(tally, own);
    } else tally.duplicates++;
  }
  return tally;
};

const deliveryOf = ({ owner, logGroup, logStream, events }: LogBatch): DirectDelivery | undefined => {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    owner,
    logGroup,
    logStream,
    firstEventId: first.id || `${first.timestamp}.${hash53(first.message)}`,
    lastEventId: last.id,
    firstEventAt: first.timestamp,
    events: events.length,
  };
};
