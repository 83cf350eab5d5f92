import { decodePayload } from '../decode/decode-payload.ts';
import type { LogBatch } from '../decode/log-batch.ts';
import { foldBatch } from '../fold/fold-batch.ts';
import type { SummaryTable } from '../fold/summary-table.ts';
import { tallySkipped } from '../fold/tally.ts';
import { addTo, type BatchDrop, type IngestTally } from './ingest-tally.ts';

export interface FoldSettings {
  readonly region: string;
  /** The installation's. */
  readonly salt: number;
  /** Batches that came through any other filter are dropped, or events would count twice. */
  readonly subscriptionFilter: string;
  /** Batches of groups that begin with one of these are dropped: Nightjar's own lines. */
  readonly ownLogGroups: readonly string[];
}

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
    return drop === undefined && batch.events.length > 0;
  });
};

const dropOf = (batch: LogBatch, { ownLogGroups, subscriptionFilter }: FoldSettings): BatchDrop | undefined => {
  if (ownLogGroups.some((prefix) => batch.logGroup.startsWith(prefix))) return 'own_log_group';
  return batch.subscriptionFilters.includes(subscriptionFilter) ? undefined : 'foreign_filter';
};

/** Folds everything that counts in one payload. Never throws, whatever the payload holds. */
export const foldPayload = (base64: string, into: SummaryTable, tally: IngestTally, settings: FoldSettings): void => {
  for (const batch of readableBatches(base64, settings, tally)) foldBatch(batch, into, tally, settings);
};
