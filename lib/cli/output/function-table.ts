import { readableDuration } from '../../core/alert/quantity.ts';
import { type FunctionId, functionIdOf } from '../../core/function-key.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { formatNumber } from '../../core/picture/format-number.ts';
import type { ReportFunction } from '../../core/picture/report-model.ts';
import { type Severity, worstSeverity } from '../../core/signal.ts';
import type { LineLook } from './incident-line.ts';
import { sparkText } from './spark-text.ts';
import { textStyle } from './text-style.ts';
import { textTable } from './text-table.ts';

const MOST_LISTED = 15;
const SPARK_CELLS = 24;
/** A day of quarters. */
const NEWEST_POINTS = 96;
const LEAST_NAME = 16;
/** Below this there is no room for the newest day. */
const WIDTH_WITH_SPARK = 90;

interface Trouble {
  readonly incidents: number;
  readonly worst: Severity;
}

const troubles = (incidents: readonly Incident[]): ReadonlyMap<FunctionId, Trouble> => {
  const found = new Map<FunctionId, Trouble>();
  for (const { members, severity } of incidents) {
    for (const id of new Set(members.map((member) => functionIdOf(member.function)))) {
      const before = found.get(id);
      found.set(id, {
        incidents: (before?.incidents ?? 0) + 1,
        worst: worstSeverity(before?.worst ?? 'low', severity),
      });
    }
  }
  return found;
};

/** The most troubled and busiest functions, for a terminal. */
export const functionTable = (
  functions: readonly ReportFunction[],
  incidents: readonly Incident[],
  { color, width }: LineLook,
): string => {
  const style = textStyle(color);
  const troubled = troubles(incidents);
  const troubleOf = ({ key }: ReportFunction): Trouble | undefined => troubled.get(functionIdOf(key));
  const ordered = [...functions].sort(
    (a, b) =>
      (troubleOf(b)?.incidents ?? 0) - (troubleOf(a)?.incidents ?? 0) ||
      b.invocations - a.invocations ||
      (functionIdOf(a.key) < functionIdOf(b.key) ? -1 : 1),
  );
  const hasSpark = width === undefined || width >= WIDTH_WITH_SPARK;
  const rows = ordered.slice(0, MOST_LISTED).map((each) => {
    const trouble = troubleOf(each);
    const { key, invocations, errors, durationMsMedian, history } = each;
    return [
      { text: key.name, paint: trouble === undefined ? style.dim : style.severity[trouble.worst] },
      trouble === undefined ? '' : formatNumber(trouble.incidents),
      formatNumber(invocations),
      formatNumber(errors),
      durationMsMedian === null ? '–' : readableDuration(durationMsMedian),
      ...(hasSpark
        ? [
            sparkText(
              history.slice(-NEWEST_POINTS).map((point) => point.invocations),
              SPARK_CELLS,
            ),
          ]
        : []),
    ];
  });
  const columns = [
    { title: 'Function', least: LEAST_NAME },
    { title: 'Incidents', align: 'right' },
    { title: 'Invocations', align: 'right' },
    { title: 'Errors', align: 'right' },
    { title: 'Median', align: 'right' },
    ...(hasSpark ? [{ title: 'Last 24 h' }] : []),
  ] as const;
  const left = ordered.length - rows.length;
  const rest = left > 0 ? `${style.dim(`and ${formatNumber(left)} more; --report FILE.html shows them`)}\n` : '';
  return `\n${textTable(columns, rows, { width, heading: style.dim })}${rest}`;
};
