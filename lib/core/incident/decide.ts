import type { AlertPolicy } from '../order/alert-policy.ts';
import type { Orders } from '../order/orders.ts';
import type { Severity } from '../signal.ts';
import type { EpochMs } from '../units.ts';
import { advanceNotices } from './advance-notices.ts';
import type { Incident, Transition } from './incident.ts';
import { incidentView } from './incident-view.ts';
import { advanceLedger, type Ledger, type SlotEdges } from './ledger.ts';
import { DEFAULT_LEDGER_SETTINGS, type LedgerSettings } from './ledger-settings.ts';
import type { Notice } from './notice.ts';
import type { NoticeBook } from './notice-book.ts';

/** What is remembered from tick to tick: every incident, and what people were told of them. */
export interface Decided {
  readonly ledger: Ledger;
  readonly notices: NoticeBook;
}

/** One tick: what the slots say, as it was ordered, and how people want to be told. */
export interface DecisionInput {
  readonly now: EpochMs;
  readonly slots: readonly SlotEdges[];
  readonly orders: Orders;
  readonly policy: AlertPolicy;
  readonly minimumSeverity: Severity;
}

export interface Decision extends Decided {
  readonly transitions: readonly Transition[];
  /** What people and programs are sent. */
  readonly due: readonly Notice[];
  readonly incidentsOpen: number;
}

const settingsOf = ({ reminders }: AlertPolicy): LedgerSettings =>
  reminders === null ? DEFAULT_LEDGER_SETTINGS : { ...DEFAULT_LEDGER_SETTINGS, reminders };

/** Incidents that were published and go on, by id. */
const openIncidents = ({ incidents }: Ledger): ReadonlyMap<string, () => Incident> =>
  new Map(
    incidents.flatMap((incident) => {
      const { id, published, resolved } = incident;
      return published !== null && resolved === null ? [[id, () => incidentView(incident, published)] as const] : [];
    }),
  );

/** Edges to incidents to notices. Deployed evaluation and replay both decide here, so they decide alike. */
export const decide = (before: Decided, { slots, ...input }: DecisionInput): Decision => {
  const { ledger, transitions } = advanceLedger(before.ledger, { now: input.now, slots }, settingsOf(input.policy));
  const open = openIncidents(ledger);
  const { book, notices } = advanceNotices(before.notices, { ...input, transitions, open });
  return { ledger, notices: book, transitions, due: notices, incidentsOpen: open.size };
};
