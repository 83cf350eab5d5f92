import { type FoldedPayload, PayloadFolder } from '../fold/payload-folder.ts';
import type { SummaryTable } from '../fold/summary-table.ts';
import { addTo, type Tally } from '../fold/tally.ts';
import { dropOf, type FoldSettings } from './fold-settings.ts';
import type { IngestTally } from './ingest-tally.ts';

/** The parsers, which most payloads need not: they are loaded when the first one does. */
export const loadParsers = (): Promise<typeof import('./fold-decoded.ts')> => {
  loading ??= import('./fold-decoded.ts');
  return loading;
};
/** Asking again for what is loaded takes as long as parsing a line. */
let loading: Promise<typeof import('./fold-decoded.ts')> | undefined;

/** The reader of payloads under these settings. */
export const makePayloadFolder = (settings: FoldSettings): PayloadFolder =>
  new PayloadFolder({
    salt: settings.salt,
    region: settings.region,
    isWanted: (header) => dropOf(header, settings) === undefined,
  });

/**
 * Folds a payload by its bytes, without decoding it. `undefined`, and the reason counted, for one that has to be decoded
 * or is not to be counted.
 * @param into is given the counts of what was folded
 * @param keepsIds see `PayloadFolder.fold`
 */
export const foldBytes = (
  base64: string,
  folder: PayloadFolder,
  into: Tally,
  tally: IngestTally,
  keepsIds: boolean,
): FoldedPayload | undefined => {
  const folded = folder.fold(base64, into, keepsIds);
  if (folded.ok) return folded.value;
  addTo(tally.fallbacks, folded.problem);
  return undefined;
};

/**
 * Folds everything that counts in one payload; never fails, whatever the payload holds. At once where its bytes are
 * enough, and later where something has to be parsed.
 * @param folder made with the same settings
 */
export const foldPayload = (
  base64: string,
  into: SummaryTable,
  tally: IngestTally,
  settings: FoldSettings,
  folder: PayloadFolder,
): Promise<void> | undefined => {
  const folded = foldBytes(base64, folder, tally, tally, false);
  if (folded === undefined) return loadParsers().then(({ foldDecoded }) => foldDecoded(base64, into, tally, settings));
  into.adoptAll(folded.windows);
  const { rest } = folded;
  return rest === undefined ? undefined : loadParsers().then(({ foldLeft }) => foldLeft(rest, into, tally, settings));
};
