import { DESTINATION_KINDS, type Destination, type DestinationKind, destinationOf } from './destination.ts';
import { type DestinationLists, listOf } from './destination-lists.ts';
import { type DestinationRisk, riskOf } from './destination-risk.ts';

/** A destination, and how alarming it is by looks and lists. */
export interface ExaminedDestination {
  readonly destination: Destination;
  readonly looks: DestinationRisk;
  /** On a block list and on no allow list: alarming however well it is known. */
  readonly isBlocked: boolean;
  /** Somebody else's place, which may take data away. */
  readonly takesData: boolean;
  /** Place of its kind among {@link DESTINATION_KINDS}. */
  readonly kindIndex: number;
}

const KINDS_THAT_TAKE_DATA: ReadonlySet<DestinationKind> = new Set(['bucket', 'address', 'domain', 'tenant']);

/** A listed destination is as urgent as a risk can make it. */
const LISTED_RISK = 3;
const HARMLESS: DestinationRisk = { risk: 0, reasons: [], isCritical: false };

/** Every minute names the same hosts again; parsing them once is enough. */
const MOST_MEMOISED = 4_096;
const memo = new Map<string, ExaminedDestination>();
let memoLists: DestinationLists | undefined;

const examined = (raw: string, lists: DestinationLists): ExaminedDestination => {
  const destination = destinationOf(raw);
  const list = listOf(lists, destination);
  const { risk, reasons, isCritical } = list?.kind === 'allow' ? HARMLESS : riskOf(destination);
  const isBlocked = list !== undefined && list.kind !== 'allow';
  return {
    destination,
    looks: isBlocked
      ? { risk: risk + LISTED_RISK, reasons: [`on block list ${list.name}`, ...reasons], isCritical }
      : { risk, reasons, isCritical },
    isBlocked,
    takesData: KINDS_THAT_TAKE_DATA.has(destination.kind),
    kindIndex: DESTINATION_KINDS.indexOf(destination.kind),
  };
};

/** Names a destination as observed and weighs it; the same for the same text and lists. */
export const examineDestination = (raw: string, lists: DestinationLists): ExaminedDestination => {
  if (lists !== memoLists) {
    memo.clear();
    memoLists = lists;
  }
  const found = memo.get(raw);
  if (found) return found;
  const fresh = examined(raw, lists);
  if (memo.size >= MOST_MEMOISED) memo.clear();
  memo.set(raw, fresh);
  return fresh;
};
