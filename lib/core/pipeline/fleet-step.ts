import type { Transition } from '../incident/incident.ts';
import { advanceLedger, emptyLedger, type Ledger, type SlotEdges } from '../incident/ledger.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../incident/ledger-settings.ts';
import { type Severity, severityRank } from '../signal.ts';
import type { EpochMs } from '../units.ts';
import type { DocumentStore } from './document-store.ts';
import { type DeliveryReport, deliver, type QueuedTransition, queued } from './outbox.ts';
import type { AlertPublisher, Table } from './ports.ts';

export const LEDGER_DOCUMENT = 'ledger';

/** The ledger and what it decided but nobody is known to have sent: one document, so that neither is without the other. */
interface LedgerDocument {
  readonly v: 1;
  readonly ledger: Ledger;
  readonly queue: readonly QueuedTransition[];
}

export interface FleetStepPorts {
  readonly table: Table;
  readonly documents: DocumentStore;
  readonly publisher: AlertPublisher;
  readonly minimumSeverity: Severity;
}

export interface FleetStepOutcome {
  readonly transitions: readonly Transition[];
  readonly delivery: DeliveryReport;
  readonly incidentsOpen: number;
}

/**
 * Takes the slots' edges into the ledger and sends what it decides. `undefined`: another evaluator has taken in this
 * tick or a later one.
 */
export const fleetStep = async (
  { table, documents, publisher, minimumSeverity }: FleetStepPorts,
  slots: readonly SlotEdges[],
  now: EpochMs,
  attempt: string,
): Promise<FleetStepOutcome | undefined> => {
  const stored = await documents.read(LEDGER_DOCUMENT);
  const before = stored && stored.bytes.length > 0 ? decodeLedger(stored.bytes) : NO_LEDGER;
  if (before.ledger.now !== null && before.ledger.now > now) return undefined;
  const { ledger, transitions } = advanceLedger(before.ledger, { now, slots }, DEFAULT_LEDGER_SETTINGS);
  const wanted = transitions.filter(({ incident }) => severityRank(incident.severity) >= severityRank(minimumSeverity));
  const queue = [...before.queue, ...wanted.map(queued)];
  const bytes = encodeLedger({ v: 1, ledger, queue });
  if ((await documents.write(LEDGER_DOCUMENT, stored?.version ?? 0, bytes, attempt, now)) === 'outrun')
    return undefined;
  const delivery = await deliver(table, publisher, queue, now);
  if (delivery.left.length < queue.length) {
    // Only tidies up: what was sent is marked in its own row, and would be dropped by the next tick as well.
    const left = encodeLedger({ v: 1, ledger, queue: delivery.left });
    await documents.write(LEDGER_DOCUMENT, (stored?.version ?? 0) + 1, left, attempt, now);
  }
  const incidentsOpen = ledger.incidents.filter(({ published, resolved }) => published && !resolved).length;
  return { transitions, delivery, incidentsOpen };
};

const NO_LEDGER: LedgerDocument = { v: 1, ledger: emptyLedger(), queue: [] };

const encodeLedger = (document: LedgerDocument): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

const decodeLedger = (bytes: Uint8Array): LedgerDocument =>
  JSON.parse(new TextDecoder().decode(bytes)) as LedgerDocument;
