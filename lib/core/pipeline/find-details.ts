import type { AlertDetails } from '../alert/alert-details.ts';
import { strongestMember } from '../alert/incident-sentence.ts';
import { evidenceSearch } from '../alert/insights-query.ts';
import type { HistoryPoint } from '../detect/history-point.ts';
import type { Evidence } from '../detect/verdict.ts';
import { functionIdOf } from '../function-key.ts';
import type { Transition } from '../incident/incident.ts';
import { isSummary, type Notice } from '../incident/notice.ts';
import type { Orders } from '../order/orders.ts';
import { isFunctionId } from '../subject.ts';
import { addMinutes, type EpochMs, epochMs, MS_PER_MINUTE, minuteOf } from '../units.ts';
import { readFunctionHistory } from './history-rows.ts';
import type { DetailsOf } from './outbox.ts';
import type { LogSearch, Table } from './ports.ts';

export interface DetailPorts {
  readonly table: Table;
  /** Without it there are no log lines, and no costs. */
  readonly logs?: LogSearch;
  readonly costOf: (evidence: Evidence, memorySizeMb: number, history: readonly HistoryPoint[]) => number | undefined;
}

const HISTORY_MINUTES = 6 * 60;
/** Log lines of this time before an alert, or of the last minutes of what is over. */
const MOST_SEARCHED_MS = 30 * MS_PER_MINUTE;
/** In a tick: evaluation must end before the next one begins. */
const MOST_SEARCHES = 5;

const searchedSpan = ({ incident, at }: Transition): { readonly from: EpochMs; readonly until: EpochMs } => {
  const until = incident.endedAt ?? at;
  return { from: epochMs(Math.max(incident.startedAt, until - MOST_SEARCHED_MS)), until };
};

/** Whatever goes wrong, the alert is sent without it. */
const orNothing = async <Value>(found: Promise<Value>): Promise<Value | undefined> => found.catch(() => undefined);

/**
 * Finds what belongs into the alerts of one tick: owner and runbook, the last hours, log lines of the deviation and what
 * it costs. Lines are looked for in the first few alerts of a tick only.
 */
export const findDetails = ({ table, logs, costOf }: DetailPorts, orders: Orders): DetailsOf => {
  let searches = 0;
  return async (notice: Notice): Promise<AlertDetails> => {
    if (isSummary(notice)) return {};
    const { incident, at } = notice;
    const { function: key, evidence, signal } = strongestMember(incident);
    const id = functionIdOf(key);
    const order = orders.of(id);
    const [owner, runbookUrl] = [order.owner(signal), order.runbookUrl(signal)];
    const mayLook = isFunctionId(id);
    const isSearched = logs !== undefined && mayLook && searches++ < MOST_SEARCHES;
    const search = { functionName: key.name, ...searchedSpan(notice), pattern: evidenceSearch(evidence) };
    const [history = [], found] = await Promise.all([
      mayLook
        ? orNothing(readFunctionHistory(table, id, addMinutes(minuteOf(at), -HISTORY_MINUTES), minuteOf(at)))
        : [],
      isSearched ? orNothing(logs.search(search)) : undefined,
    ]);
    const memorySizeMb = found?.memorySizeMb;
    const dollarsPerHour = memorySizeMb === undefined ? undefined : costOf(evidence, memorySizeMb, history);
    return {
      history,
      ...(found && { logLines: found.lines }),
      ...(found?.logStream !== undefined && { logStream: found.logStream }),
      ...(dollarsPerHour !== undefined && { dollarsPerHour }),
      ...(owner !== undefined && { owner }),
      ...(runbookUrl !== undefined && { runbookUrl }),
    };
  };
};
