import { logTextForPeople } from '../../core/alert/log-text.ts';
import { readableBytes, readableNumber } from '../../core/alert/quantity.ts';
import type { HistoryPoint } from '../../core/detect/history-point.ts';
import { wrapToWidth } from '../output/display-width.ts';
import type { LineLook } from '../output/incident-line.ts';
import { sparkText } from '../output/spark-text.ts';
import { terminalText } from '../output/terminal-text.ts';
import { textStyle } from '../output/text-style.ts';
import { type TextCell, type TextColumn, textTable } from '../output/text-table.ts';
import type { Explanation, UsedDestination } from './explanation.ts';

const MOST_LISTED = 40;
const LEAST_NAME = 20;
const INDENT = '  ';

type Row = readonly (string | TextCell)[];

/**
 * An explanation for people. Names come from logs: masked, defanged, and harmless for a terminal.
 *
 * @param history of the function, where a person looks
 */
export const explanationText = (
  explanation: Explanation,
  look: LineLook,
  history: readonly HistoryPoint[] = [],
): string => {
  const { sharedWith, sharedDestinations, destinations, deploys, notSeen, from, until } = explanation;
  const style = textStyle(look.color);
  const width = look.width === undefined ? undefined : look.width - INDENT.length;
  const table = (title: string, columns: readonly TextColumn[], rows: readonly Row[]): string => {
    if (rows.length === 0) return '';
    const text = textTable(columns, rows.slice(0, MOST_LISTED), { width, heading: style.dim });
    const left = rows.length - MOST_LISTED;
    const more = left > 0 ? `${INDENT}… and ${left} more (--format json lists all)\n` : '';
    return `\n${style.bold(terminalText(title))}\n${text.replaceAll(/^/gm, INDENT).trimEnd()}\n${more}`;
  };
  const lines = (text: string): string[] =>
    (width === undefined ? [terminalText(text)] : wrapToWidth(terminalText(text), width - INDENT.length)).map(
      (line, index) => `${INDENT}${index > 0 ? INDENT : ''}${line}\n`,
    );
  const name = style.bold(terminalText(logTextForPeople(explanation.function, 200)));
  return [
    `${name}, ${from ?? '?'} to ${until ?? '?'}, ${readableNumber(explanation.invocations)} invocations\n`,
    courses(history, look),
    table('AWS actions', ACTIONS, actionRows(explanation, style.severity.high)),
    table('Destinations', DESTINATIONS, destinations.map(destinationRow)),
    table(
      `Destinations of the interface shared with ${sharedWith.join(', ')}`,
      DESTINATIONS,
      sharedDestinations.map(destinationRow),
    ),
    table(
      'Deploys',
      [
        { title: 'Change', least: LEAST_NAME },
        { title: 'Times', align: 'right' },
      ],
      Object.entries(deploys).map(([change, count]) => [logTextForPeople(change, 160), readableNumber(count)]),
    ),
    notSeen.length === 0 ? '' : `\n${style.bold('What this does not show')}\n${notSeen.flatMap(lines).join('')}`,
  ].join('');
};

const ACTIONS: readonly TextColumn[] = [
  { title: 'Action', least: LEAST_NAME },
  { title: 'Calls', align: 'right' },
  { title: 'Denied', align: 'right' },
];

const actionRows = ({ services }: Explanation, alarm: (text: string) => string): Row[] =>
  Object.entries(services).flatMap(([service, used]) =>
    used.map(({ action, calls, denied }) => [
      logTextForPeople(`${service}:${action}`),
      readableNumber(calls),
      denied === 0 ? '' : { text: readableNumber(denied), paint: alarm },
    ]),
  );

const DESTINATIONS: readonly TextColumn[] = [
  { title: 'Destination', least: LEAST_NAME },
  { title: 'Kind' },
  { title: 'Calls', align: 'right' },
  { title: 'Sent', align: 'right' },
];

const destinationRow = ({ name, kind, calls, bytes }: UsedDestination): Row => [
  logTextForPeople(name),
  kind,
  readableNumber(calls),
  bytes === undefined ? '' : readableBytes(bytes),
];

/** The course of the three signals that history keeps, as far as it goes. */
const courses = (history: readonly HistoryPoint[], { width }: LineLook): string => {
  if (width === undefined || history.length < 2) return '';
  const rows = [
    ['invocations', history.map(({ invocations }) => invocations)],
    ['errors', history.map(({ errors }) => errors)],
    ['duration', history.map(({ durationMsMedian }) => durationMsMedian)],
  ] as const;
  const labelled = rows.map(([label, values]) => {
    const largest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
    const unit = label === 'duration' ? ' ms' : ' per 15 min';
    const tail = ` up to ${readableNumber(largest)}${unit}`;
    return `${INDENT}${label.padEnd('invocations'.length)} ${sparkText(values, width - 44)}${tail}\n`;
  });
  return `\n${labelled.join('')}`;
};
