import { type FunctionKey, functionIdOf } from '../function-key.ts';
import { decide } from '../incident/decide.ts';
import type { Incident, Transition } from '../incident/incident.ts';
import { knownAlarms } from '../incident/known-alarms.ts';
import { emptyLedger, type Ledger, type SlotEdges } from '../incident/ledger.ts';
import { decodeLedger, encodeLedger } from '../incident/ledger-codec.ts';
import { EMPTY_NETWORK_MAP } from '../incident/network-map.ts';
import { emptyNoticeBook, type NoticeBook } from '../incident/notice-book.ts';
import { orderedEdges } from '../incident/ordered-edges.ts';
import { shareOutSlots } from '../incident/share-out-slots.ts';
import type { AlertPolicy } from '../order/alert-policy.ts';
import type { Orders } from '../order/orders.ts';
import type { Severity } from '../signal.ts';
import { isNetworkSubject } from '../subject.ts';
import { type EpochMs, MINUTES_PER_DAY, MS_PER_MINUTE } from '../units.ts';
import { attributeNetwork } from './attribute-edges.ts';
import type { DocumentStore } from './document-store.ts';
import { loggedIncident, logIncidents } from './incident-log.ts';
import { generationOf, type Layout } from './layout-row.ts';
import type { NetworkDirectory } from './network-directory.ts';
import { type DeliveryReport, type DetailsOf, deliver, type QueuedNotice, queued } from './outbox.ts';
import type { AlertPublisher, FunctionLookup, FunctionsGone, Table } from './ports.ts';
import { functionsInDoubt, type RetiredAlarm, type RetiringTick, retireEdges } from './retire-edges.ts';
import { counterparts, laneOfHash, slotNumber, slotOfLane, slotsOf } from './slot-layout.ts';

export const LEDGER_DOCUMENT = 'ledger';

/** The ledger and what it decided but nobody is known to have sent: one document, so that neither is without the other. */
interface LedgerDocument {
  readonly v: 1;
  readonly ledger: Ledger;
  /** Layout that the ledger's slots are of, and which one it was. */
  readonly slots: number;
  readonly generation: number;
  readonly queue: readonly QueuedNotice[];
  readonly notices: NoticeBook;
  /** What the tick decided, until it is certain that the incident log has it. */
  readonly unlogged: readonly Incident[];
  /** Alarms that never came in, as their function is gone. */
  readonly retired: readonly RetiredAlarm[];
}

export interface FleetStepPorts {
  readonly table: Table;
  readonly documents: DocumentStore;
  readonly publisher: AlertPublisher;
  readonly minimumSeverity: Severity;
  /** How long the incident log keeps an incident. */
  readonly historyDays: number;
  readonly policy: AlertPolicy;
  /** What belongs into alerts beside what was decided. */
  readonly detailsOf?: DetailsOf;
  /** Who uses which interface; without it, alarms of interfaces and addresses are told as such. */
  readonly network?: NetworkDirectory;
  /** Whether functions still exist; without it, all of them do. */
  readonly functions?: FunctionLookup;
}

export interface FleetStepOutcome {
  readonly transitions: readonly Transition[];
  readonly delivery: DeliveryReport;
  readonly incidentsOpen: number;
  /** Why it could not be found out whose an interface is. */
  readonly networkFailure?: string;
  /** Alarms that this tick dropped, as their function is gone. */
  readonly retiredAlarms: number;
  /** Why it could not be found out whether a function exists. */
  readonly functionFailure?: string;
}

/**
 * Takes the slots' edges into the ledger and sends what it decides. `undefined`: another evaluator has taken in this
 * tick or a later one.
 */
export const fleetStep = async (
  { table, documents, publisher, minimumSeverity, historyDays, policy, detailsOf, network, functions }: FleetStepPorts,
  layout: Layout,
  edges: readonly SlotEdges[],
  orders: Orders,
  now: EpochMs,
  attempt: string,
): Promise<FleetStepOutcome | undefined> => {
  const stored = await documents.read(LEDGER_DOCUMENT);
  const before = stored && stored.bytes.length > 0 ? decodeDocument(stored.bytes) : NO_LEDGER;
  const { now: last } = before.ledger;
  const isTaken = last !== null && (last > now || (last === now && before.queue.length === 0));
  if (isTaken) return undefined;
  const generation = generationOf(layout);
  // Edges of slots that have handed over: what they say is said again, and newer, by their heirs.
  if (generation < before.generation) return undefined;
  const logLifeMs = historyDays * MINUTES_PER_DAY * MS_PER_MINUTE;
  // What the tick before decided: again, in case it died before it could write it down.
  await logIncidents(table, before.unlogged, logLifeMs);
  const shared = generation === before.generation ? before.ledger : inLayout(before, layout.slots);
  const { slots, failure } = await attributed(edges, shared, network, now, attempt);
  const isKnown = knownAlarms(shared);
  const ordered = orderedEdges(slots, orders, isKnown);
  const existing = await ofExisting({ slots: ordered, retired: before.retired, isKnown }, functions);
  const told = { now, slots: existing.slots, orders, policy, minimumSeverity };
  const decided = decide({ ledger: shared, notices: before.notices }, told);
  const { ledger, notices, transitions, due, incidentsOpen } = decided;
  const queue = [...before.queue, ...due.map(queued)];
  const unlogged = transitions.map(({ incident }) => loggedIncident(incident));
  const document = { v: 1, slots: layout.slots, generation, ledger, notices, retired: existing.retired } as const;
  const bytes = encodeDocument({ ...document, queue, unlogged });
  if ((await documents.write(LEDGER_DOCUMENT, stored?.version ?? 0, bytes, attempt, now)) === 'outrun')
    return undefined;
  const delivery = await deliver(table, publisher, queue, now, detailsOf);
  await logIncidents(table, unlogged, logLifeMs);
  if (delivery.left.length < queue.length) {
    // Only tidies up: what was sent is marked in its own row, and would be dropped by the next tick as well.
    const left = encodeDocument({ ...document, queue: delivery.left, unlogged: [] });
    await documents.write(LEDGER_DOCUMENT, (stored?.version ?? 0) + 1, left, attempt, now);
  }
  return {
    transitions,
    delivery,
    incidentsOpen,
    retiredAlarms: existing.count,
    ...(failure !== undefined && { networkFailure: failure }),
    ...(existing.failure !== undefined && { functionFailure: existing.failure }),
  };
};

/** When the ledger was last advanced; `undefined` when it never was. */
export const ledgerNow = async (documents: DocumentStore): Promise<EpochMs | undefined> => {
  const stored = await documents.read(LEDGER_DOCUMENT);
  if (stored === undefined || stored.bytes.length === 0) return undefined;
  return decodeDocument(stored.bytes).ledger.now ?? undefined;
};

/** Alarms of the network as alarms of functions. Only those that are new to the ledger are worth asking AWS about. */
const attributed = async (
  told: readonly SlotEdges[],
  ledger: Ledger,
  network: NetworkDirectory | undefined,
  now: EpochMs,
  attempt: string,
): Promise<{ readonly slots: readonly SlotEdges[]; readonly failure?: string }> => {
  const ofNetwork = told.flatMap(({ edges }) => edges.filter((edge) => isNetworkSubject(edge.function)));
  if (ofNetwork.length === 0) return { slots: told };
  const isKnown = knownAlarms(ledger);
  const asked = ofNetwork.filter(({ id }) => !isKnown(id)).map((edge) => edge.function);
  const { map, failure } = network ? await network.known(asked, now, attempt) : { map: EMPTY_NETWORK_MAP };
  const slots = told.map((slot) => ({ ...slot, edges: attributeNetwork(slot.edges, map) }));
  return { slots, ...(failure !== undefined && { failure }) };
};

/** The edges without those of functions that are no more. AWS is asked once for an alarm, before it comes in. */
const ofExisting = async (tick: RetiringTick, lookup: FunctionLookup | undefined) => {
  const inDoubt = functionsInDoubt(tick);
  const { gone, failure } = lookup && inDoubt.length > 0 ? await lookedUp(lookup, inDoubt) : { gone: [] };
  return { ...retireEdges(tick, new Set(gone.map(functionIdOf))), ...(failure !== undefined && { failure }) };
};

/** No alert is lost because AWS does not answer. */
const lookedUp = async (lookup: FunctionLookup, asked: readonly FunctionKey[]): Promise<FunctionsGone> => {
  try {
    return await lookup.look(asked);
  } catch (error) {
    return { gone: [], failure: error instanceof Error ? error.message : String(error) };
  }
};

const inLayout = ({ ledger, slots }: LedgerDocument, layout: number): Ledger =>
  shareOutSlots(ledger, {
    slotOfHash: (hash) => slotNumber({ slots: layout, slot: slotOfLane(laneOfHash(hash), layout) }),
    formerSlots: new Map(slotsOf(layout).map((slot) => [slotNumber(slot), counterparts(slot, slots).map(slotNumber)])),
  });

/** As it is in the table; releases before notices were planned knew transitions only, and no incident log. */
interface StoredLedgerDocument extends Omit<LedgerDocument, 'ledger' | 'queue' | 'notices' | 'unlogged' | 'retired'> {
  readonly ledger: string;
  readonly queue: readonly (QueuedNotice | { readonly name: string; readonly transition: Transition })[];
  readonly notices?: NoticeBook;
  readonly unlogged?: readonly Incident[];
  readonly retired?: readonly RetiredAlarm[];
}

const NO_LEDGER: LedgerDocument = {
  v: 1,
  slots: 1,
  generation: 0,
  ledger: emptyLedger(),
  queue: [],
  notices: emptyNoticeBook(),
  unlogged: [],
  retired: [],
};

const encodeDocument = ({ ledger, ...rest }: LedgerDocument): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ ...rest, ledger: encodeLedger(ledger) }));

/**
 * A ledger that cannot be read stops the fleet step, loudly: beginning a new one in its place would tell every open
 * incident again under other ids.
 */
const decodeDocument = (bytes: Uint8Array): LedgerDocument => {
  const stored = JSON.parse(new TextDecoder().decode(bytes)) as StoredLedgerDocument;
  const ledger = decodeLedger(stored.ledger);
  if (!ledger.ok) throw new RangeError(`the stored ledger cannot be read: ${JSON.stringify(ledger.problem)}`);
  const { notices = emptyNoticeBook(), unlogged = [], retired = [] } = stored;
  const queue = stored.queue.map(({ name, ...one }) => ({
    name,
    notice: 'notice' in one ? one.notice : one.transition,
  }));
  return { ...stored, ledger: ledger.value, notices, queue, unlogged, retired };
};
