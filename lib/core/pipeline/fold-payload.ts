import { decodePayload } from '../decode/decode-payload.ts';
import type { LogBatch } from '../decode/log-batch.ts';
import { foldBatch } from '../fold/fold-batch.ts';
import type { FoldContext } from '../fold/observe-batch.ts';
import type { FoldedPayload, PayloadFolder } from '../fold/payload-folder.ts';
import type { SummaryTable } from '../fold/summary-table.ts';
import { type Tally, tallySkipped } from '../fold/tally.ts';
import { isTwin } from '../log-group-selection.ts';
import { isOwnLogGroup } from '../own-log-groups.ts';
import type { OwnBatch } from './circle-sign.ts';
import { addTo, type BatchDrop, type IngestTally } from './ingest-tally.ts';

export interface FoldSettings extends FoldContext {
  /** The installation's. */
  readonly salt: number;
  /** Batches that came through any other filter are dropped, or events would count twice. */
  readonly subscriptionFilter: string;
  /**
   * Where the policy of the account may deliver all of its groups: the prefix of those that are watched, then prefixes
   * of those below it that are not. Empty where only wanted groups are delivered.
   */
  readonly watched?: readonly string[];
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
    if (drop === 'own_log_group') tally.ownBatch = ownBatchOf(batch);
    return drop === undefined && batch.events.length > 0;
  });
};

const ownBatchOf = ({ logGroup, subscriptionFilters, policyLevel = '' }: LogBatch): OwnBatch => ({
  logGroup,
  filters: subscriptionFilters.slice(0, 8),
  level: policyLevel,
});

const dropOf = (
  { logGroup, subscriptionFilters }: Omit<LogBatch, 'events'>,
  { subscriptionFilter, watched = [] }: FoldSettings,
): BatchDrop | undefined => {
  if (isOwnLogGroup(logGroup)) return 'own_log_group';
  if (!subscriptionFilters.includes(subscriptionFilter)) return 'foreign_filter';
  const [prefix, ...excluded] = watched;
  if (prefix === undefined) return undefined;
  const isWatched =
    logGroup.startsWith(prefix) && !isTwin(logGroup) && !excluded.some((start) => logGroup.startsWith(start));
  return isWatched ? undefined : 'unwanted_group';
};

/**
 * Folds a payload by its bytes, without decoding it. `undefined`, and the reason counted, for one that has to be decoded
 * or is not to be counted.
 */
export const foldBytes = (
  base64: string,
  folder: PayloadFolder,
  settings: FoldSettings,
  into: Tally,
  tally: IngestTally,
): FoldedPayload | undefined => {
  const folded = folder.fold(base64, settings.salt, settings, into, (header) => dropOf(header, settings) === undefined);
  if (folded.ok) return folded.value;
  addTo(tally.fallbacks, folded.problem);
  return undefined;
};

/** Folds everything that counts in one payload. Never throws, whatever the payload holds. */
export const foldPayload = (
  base64: string,
  into: SummaryTable,
  tally: IngestTally,
  settings: FoldSettings,
  folder?: PayloadFolder,
): void => {
  const folded = folder === undefined ? undefined : foldBytes(base64, folder, settings, tally, tally);
  if (folded === undefined) {
    for (const batch of readableBatches(base64, settings, tally)) foldBatch(batch, into, tally, settings);
    return;
  }
  into.adoptAll(folded.windows);
  if (folded.rest !== undefined) foldBatch(folded.rest, into, tally, settings);
};
