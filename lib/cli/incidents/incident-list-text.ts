import { factSentence } from '../../core/alert/fact-sentence.ts';
import { readableNumber, readableSpan } from '../../core/alert/quantity.ts';
import { SIGNAL_WORDS } from '../../core/alert/signal-words.ts';
import { type EpochMs, isoOf, MS_PER_MINUTE } from '../../core/units.ts';
import { wrapToWidth } from '../output/display-width.ts';
import type { LineLook } from '../output/incident-line.ts';
import { terminalText } from '../output/terminal-text.ts';
import { textStyle } from '../output/text-style.ts';
import { textTable } from '../output/text-table.ts';
import type { IncidentRecord } from './incident-record.ts';

/** Enough of an id to name one incident among many. */
const ID_LENGTH = 10;
const LEAST_ID = 8;
const LEAST_NAME = 8;
const LEAST_BESIDE = 90;
const INDENT = '    ';
const LEAST_STORY = 16;
const MOST_OTHERS = 20;

const when = (at: EpochMs): string => isoOf(at).slice(0, 16).replace('T', ' ');

const lasted = ({ startedAt, endedAt }: IncidentRecord): string =>
  endedAt === null ? 'open' : readableSpan((endedAt - startedAt) / MS_PER_MINUTE);

const whoOf = ({ functionCount, function: name }: IncidentRecord): string =>
  functionCount > 1 ? `${readableNumber(functionCount)} functions` : name;

/** One row each, in order of their beginning; on narrow terminals what happened stands below. */
export const incidentListText = (records: readonly IncidentRecord[], { color, width }: LineLook): string => {
  const style = textStyle(color);
  const isBeside = width === undefined || width >= LEAST_BESIDE;
  const rows = records.map((record) => [
    { text: record.id.slice(0, ID_LENGTH), paint: style.dim },
    when(record.startedAt),
    { text: record.severity, paint: style.severity[record.severity] },
    { text: whoOf(record), paint: style.bold },
    record.endedAt === null ? { text: 'open', paint: style.severity.high } : lasted(record),
    ...(isBeside ? [record.summary] : []),
  ]);
  const columns = [
    { title: 'Id', least: LEAST_ID },
    { title: 'Began (UTC)' },
    { title: 'Severity' },
    { title: 'Function', least: LEAST_NAME },
    { title: 'Lasted', align: 'right' },
    ...(isBeside ? [{ title: 'What', least: LEAST_STORY }] : []),
  ] as const;
  const [heading = '', ...lines] = textTable(columns, rows, { width, heading: style.dim }).trimEnd().split('\n');
  const below = (record: IncidentRecord): string[] =>
    isBeside ? [] : wrapToWidth(terminalText(record.summary), width - INDENT.length).map((line) => INDENT + line);
  const told = records.flatMap((record, index) => [lines[index] ?? '', ...below(record)]);
  const open = records.filter(({ endedAt }) => endedAt === null).length;
  const count = `${readableNumber(records.length)} incident${records.length === 1 ? '' : 's'}, ${open} open`;
  return [heading, ...told, '', style.dim(count), ''].join('\n');
};

/** Everything that is known of one incident. */
export const incidentText = (record: IncidentRecord, { color, width }: LineLook): string => {
  const style = textStyle(color);
  const paragraph = (text: string, indent = ''): string[] =>
    (width === undefined ? [text] : wrapToWidth(text, width - indent.length)).map((line) => `${indent}${line}`);
  const label = (name: string, value: string): string =>
    `${style.dim(name.padEnd('Function'.length))}  ${terminalText(value)}`;
  const ended = record.endedAt === null ? 'still open' : `${when(record.endedAt)} UTC, after ${lasted(record)}`;
  const places = record.functionCount > 1 ? record.functions.slice(0, MOST_OTHERS).join(', ') : record.function;
  const more =
    record.functionCount > MOST_OTHERS ? ` and ${readableNumber(record.functionCount - MOST_OTHERS)} more` : '';
  const facts = record.facts.map((fact) => terminalText(factSentence(fact)));
  const others = record.others.slice(0, MOST_OTHERS).map((each) => terminalText(`${each.function}: ${each.signal}`));
  const compared = record.comparedWith === '' ? [] : [`compared with ${terminalText(record.comparedWith)}`];
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', style.bold(title), ...lines.flatMap((line) => paragraph(`- ${line}`, '  '))];
  return [
    ...paragraph(terminalText(record.summary)).map(style.bold),
    '',
    label('Severity', record.severity),
    label('Signal', SIGNAL_WORDS[record.signal]),
    ...paragraph(`${places}${more}`).map((line, index) => label(index === 0 ? 'Function' : '', line)),
    ...(record.account === 'unknown' ? [] : [label('Where', `${record.account}, ${record.region}`)]),
    label(
      'Began',
      `${when(record.startedAt)} UTC, alerted after ${readableSpan((record.detectedAt - record.startedAt) / MS_PER_MINUTE)}`,
    ),
    label('Ended', record.reason === undefined ? ended : `${ended} (${record.reason})`),
    label('Id', record.id),
    ...section('Why', [...facts, ...compared]),
    ...section('Also unusual', others),
    '',
  ].join('\n');
};
