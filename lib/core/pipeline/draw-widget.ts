import { type FunctionId, functionIdOf, functionKeyOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { troubledFunctions } from '../picture/troubled-functions.ts';
import { WIDGET_DOCUMENTATION } from '../picture/widget-documentation.ts';
import { fleetWidget } from '../picture/widget-fleet.ts';
import type { WidgetLook } from '../picture/widget-frame.ts';
import { functionWidget } from '../picture/widget-function.ts';
import { widgetNotice } from '../picture/widget-notice.ts';
import { addMinutes, type EpochMs, epochMs, MINUTES_PER_DAY, MS_PER_MINUTE, minuteOf } from '../units.ts';
import { readFleetHistory, readFunctionHistory } from './history-rows.ts';
import { readIncidents } from './incident-log.ts';
import { readLayout } from './layout-row.ts';
import { type Table, TableProblem, type TableProblemCode } from './ports.ts';
import { asksForDescription, readWidgetEvent, type WidgetEventProblem, type WidgetRequest } from './widget-event.ts';

/** Longest history of one function that is read for a widget. */
const MOST_HISTORY_MS = 14 * MINUTES_PER_DAY * MS_PER_MINUTE;
/** Whose functions were heard of at the end of a range: history comes in quarters, half an hour late. */
const LATELY_MINUTES = 75;
/** Functions to choose from: more make a list that nobody reads, and the widget too large. */
const MOST_CHOICES = 200;

/**
 * Answers the dashboard. Whatever happens, the answer is something to show: a widget that throws only says `Error`.
 *
 * @param endpoint ARN of the function that was called
 */
export const drawWidget = async (table: Table, event: unknown, endpoint: string): Promise<string> => {
  if (asksForDescription(event)) return WIDGET_DOCUMENTATION;
  const request = readWidgetEvent(event, endpoint);
  if (!request.ok) return problemNotice(request.problem, endpoint);
  try {
    return await draw(table, request.value);
  } catch (error) {
    if (error instanceof TableProblem) return tableNotice(error.code, request.value.look);
    throw error;
  }
};

const draw = async (table: Table, request: WidgetRequest): Promise<string> => {
  const { view, from, until, look } = request;
  if ((await readLayout(table)) === undefined) {
    return widgetNotice(
      look,
      'Nothing was evaluated yet',
      'Evaluation runs every minute; the first minutes after a deployment look like this. If it stays, look at the alarm EvaluationStopped.',
    );
  }
  const incidents = await readIncidents(table, from, until);
  const active = await activeFunctions(table, until);
  if (view === 'fleet') return fleetWidget({ from, until, incidents, functionCount: active.length }, look);
  return drawFunction(table, request, incidents, active);
};

/** Busiest first. */
const activeFunctions = async (table: Table, until: EpochMs): Promise<FunctionId[]> => {
  const end = minuteOf(until);
  const history = await readFleetHistory(table, addMinutes(end, -LATELY_MINUTES), end);
  const invocations = (id: FunctionId): number =>
    (history.get(id) ?? []).reduce((sum, point) => sum + point.invocations, 0);
  const busyness = new Map([...history.keys()].map((id) => [id, invocations(id)]));
  return [...busyness].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([id]) => id);
};

const drawFunction = async (
  table: Table,
  request: WidgetRequest,
  incidents: readonly Incident[],
  active: readonly FunctionId[],
): Promise<string> => {
  const { until, look } = request;
  const from = epochMs(Math.max(request.from, until - MOST_HISTORY_MS));
  const troubled = troubledFunctions(incidents, from, until).map(({ key }) => functionIdOf(key));
  const known = [...new Set([...troubled, ...active])];
  const id = request.function === undefined ? known[0] : whichFunction(request.function, known);
  if (id === undefined) {
    const title = request.function === undefined ? 'No function' : `No function is called ${request.function}`;
    return widgetNotice(
      look,
      title,
      known.length === 0
        ? 'No function was heard of at the end of this time range.'
        : 'Of those heard of at the end of this time range, and of those with incidents in it. A function that is silent by now is found by account/region/name.',
    );
  }
  const history = await readFunctionHistory(table, id, minuteOf(from), minuteOf(until));
  const choices = [...new Set([id, ...known])].slice(0, MOST_CHOICES).sort(byName);
  if (history.length === 0) {
    return widgetNotice(
      look,
      functionKeyOf(id).name,
      'No history of this function in this time range. It is written every 15 minutes, half an hour late, and kept for 35 days unless configured otherwise.',
      known.length === 0 ? 'No function has any.' : 'Check the name, or take a longer range.',
    );
  }
  const own = incidents.filter(({ members }) => members.some((member) => functionIdOf(member.function) === id));
  return functionWidget({ key: functionKeyOf(id), from, until, history, incidents: own, choices }, look);
};

/** By id, else by name. An id that nobody has may be that of a function that fell silent long ago. */
const whichFunction = (given: string, known: readonly FunctionId[]): FunctionId | undefined =>
  known.find((id) => id === given) ??
  known.find((id) => functionKeyOf(id).name === given) ??
  (given.split('/').length > 2 ? (given as FunctionId) : undefined);

const byName = (a: FunctionId, b: FunctionId): number => (functionKeyOf(a).name < functionKeyOf(b).name ? -1 : 1);

const problemNotice = (problem: WidgetEventProblem, endpoint: string): string => {
  const look: WidgetLook = { theme: 'light', widthPx: 600, endpoint };
  switch (problem.code) {
    case 'widget.unknown_view':
      return widgetNotice(problem.look, `No view is called ${problem.given}`, 'view must be fleet or function.');
    case 'widget.no_context':
      return widgetNotice(
        look,
        'Not called by a dashboard',
        'This function draws custom widgets of CloudWatch dashboards.',
      );
    case 'widget.no_time_range':
      return widgetNotice(look, 'No time range', 'The dashboard gave no time range that could be read.');
  }
};

const REMEDY: Readonly<Record<TableProblemCode, string>> = {
  'table.denied': 'The role of the widget may not read the table or its key.',
  'table.throttled': 'Too many reads at once: refresh in a minute.',
  'table.unavailable': 'DynamoDB did not answer: refresh in a minute.',
  'table.rejected': 'Is the table still there?',
  'table.garbled': 'DynamoDB answered something that cannot be read.',
};

const tableNotice = (code: TableProblemCode, look: WidgetLook): string =>
  widgetNotice(look, `The table cannot be read (${code})`, REMEDY[code]);
