import type { LogBatch } from '../decode/log-batch.ts';
import { tellingIdOf } from '../decode/telling-id.ts';
import type { PayloadFolder } from '../fold/payload-folder.ts';
import { SummaryTable } from '../fold/summary-table.ts';
import { addTally, emptyTally, type Tally } from '../fold/tally.ts';
import { type DirectDelivery, putDirect } from './direct-partials.ts';
import { foldBytes, loadParsers } from './fold-payload.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { emptyIngestTally, type IngestTally } from './ingest-tally.ts';

export interface DirectPorts extends Pick<IngestPorts, 'table' | 'settings' | 'clock'> {
  /** Reads payloads without decoding them where it can. */
  readonly folder: PayloadFolder;
}

/** Counts what CloudWatch Logs hands over itself: each batch is one delivery, known by its stream and first event. */
export const ingestDirect = async (ports: DirectPorts, base64: string): Promise<IngestTally> => {
  const { settings, folder } = ports;
  const tally = emptyIngestTally();
  const own = emptyTally();
  const folded = foldBytes(base64, folder, own, tally, true);
  if (folded !== undefined) {
    const { rest } = folded;
    const windows = new SummaryTable(settings.salt);
    windows.adoptAll(folded.windows);
    if (rest !== undefined) (await loadParsers()).foldLeft(rest, windows, own, settings);
    await countOnce(ports, folded, { windows, tally: own }, tally);
    return tally;
  }
  const { readableBatches, foldLeft } = await loadParsers();
  for (const batch of readableBatches(base64, settings, tally)) {
    const delivery = deliveryOf(batch);
    if (delivery === undefined) continue;
    const own = emptyTally();
    const windows = new SummaryTable(settings.salt);
    foldLeft(batch, windows, own, settings);
    await countOnce(ports, delivery, { windows, tally: own }, tally);
  }
  return tally;
};

/** Stores the windows of a delivery, and adds its counts where it was not stored before. */
const countOnce = async (
  { table, clock }: DirectPorts,
  delivery: DirectDelivery,
  { windows, tally: own }: { readonly windows: SummaryTable; readonly tally: Tally },
  tally: IngestTally,
): Promise<void> => {
  const isEmpty = windows.size === 0;
  if (isEmpty || (await putDirect(table, delivery, [...windows], clock())) === 'stored') addTally(tally, own);
  else tally.duplicates++;
};

const deliveryOf = ({ owner, logGroup, logStream, events }: LogBatch): DirectDelivery | undefined => {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    owner,
    logGroup,
    logStream,
    firstEventId: tellingIdOf(first),
    lastEventId: last.id,
    firstEventAt: first.timestamp,
    events: events.length,
  };
};
