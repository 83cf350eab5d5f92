import { decodePayload } from '../decode/decode-payload.ts';
import type { LogBatch } from '../decode/log-batch.ts';
import { foldBatch } from '../fold/fold-batch.ts';
import type { SummaryTable } from '../fold/summary-table.ts';
import { addTo, type Tally, tallySkipped } from '../fold/tally.ts';
import type { OwnBatch } from './circle-sign.ts';
import { dropOf, type FoldSettings } from './fold-settings.ts';
import type { IngestTally } from './ingest-tally.ts';

export { circleTeller } from './circle-sign.ts';

// Whatever has to be parsed: batches of other sources, payloads and lines that the scanner leaves. Ingest loads this file, and
// every parser with it, when it first meets one.

/** The batches of one payload that count. What cannot be read costs itself and is counted by reason. */
export const readableBatches = (base64: string, settings: FoldSettings, tally: IngestTally): LogBatch[] => {
  const decoded = decodePayload(base64);
  if (!decoded.ok) {
    addTo(tally.unreadable, decoded.problem.code);
    return [];
  }
  const { batches, skippedEvents, problems } = decoded.value;
  tallySkipped(tally, skippedEvents);
  for (const { code } of problems) addTo(tally.unreadable, code);
  return batches.filter((batch) => {
    const drop = dropOf(batch, settings);
    if (drop !== undefined) addTo(tally.dropped, drop, batch.events.length);
    if (drop === 'own_log_group') tally.ownBatch = ownBatchOf(batch);
    return drop === undefined && batch.events.length > 0;
  });
};

const ownBatchOf = ({ logGroup, subscriptionFilters, policyLevel = '' }: LogBatch): OwnBatch => ({
  logGroup,
  filters: subscriptionFilters.slice(0, 8),
  level: policyLevel,
});

/** Folds a batch into the table. */
export const foldLeft = (batch: LogBatch, into: SummaryTable, tally: Tally, settings: FoldSettings): void =>
  foldBatch(batch, into, tally, settings);

/** Decodes and folds everything that counts in one payload. Never throws, whatever the payload holds. */
export const foldDecoded = (base64: string, into: SummaryTable, tally: IngestTally, settings: FoldSettings): void => {
  for (const batch of readableBatches(base64, settings, tally)) foldLeft(batch, into, tally, settings);
};
