import { clockOf, dayOf } from '../../core/picture/format-instant.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { terminalText } from '../output/terminal-text.ts';
import type { DemoOutcome } from './demo-outcome.ts';
import type { PublishedAlert } from './published-alert.ts';
import { troubleWords } from './trouble-words.ts';

const RULE = '─'.repeat(72);
const BYTES_PER_MB = 1_000_000;

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const instant = (at: EpochMs): string => `${dayOf(at)} ${clockOf(at)}`;
const safe = (text: string): string =>
  text
    .split('\n')
    .map((line) => terminalText(line))
    .join('\n');

/** An alert as it lies in an inbox. */
export const alertText = ({ subject, email, json }: PublishedAlert): string => {
  const indented = safe(email.trimEnd()).replaceAll(/^(?=.)/gm, '  ');
  const at = instant(epochMs(Date.parse(json.at)));
  return `${RULE}\n  Date:    ${at} UTC (simulated)\n  Subject: ${terminalText(subject)}\n\n${indented}\n`;
};

/** What happened, and how well it was seen. */
export const summaryText = (outcome: DemoOutcome): string => {
  const { traffic, metrics, requests, judgement, fleet, records, alerts, incidents } = outcome;
  const total = [...requests.values()].reduce((sum, each) => sum + each, 0);
  const byOperation = [...requests].sort(([, a], [, b]) => b - a).map(([name, each]) => `${name} ${count(each)}`);
  const found = judgement.findings.filter(({ foundBy }) => foundBy !== undefined).length;
  return [
    RULE,
    `Learnt from  ${count(records)} window records of ${fleet.length} functions, ${outcome.frame.learningDays} days`,
    `Watched      ${count(traffic.events)} log events, ${outcome.frame.watchedDays} days, minute by minute`,
    `  Kinesis    ${count(traffic.kinesisRecords)} records in ${count(traffic.kinesisInvocations)} invocations of ingest`,
    `  direct     ${count(traffic.directPayloads)} payloads in ${count(traffic.directInvocations)} invocations of ingest`,
    `  volume     ${(traffic.payloadBytes / BYTES_PER_MB).toFixed(1)} MB compressed; ${count(metrics.of('eventsSkipped'))} events skipped`,
    `  repeated   ${count(traffic.repeats)} deliveries were made twice, none was counted twice`,
    `Evaluated    ${count(traffic.evaluations)} times, ${count(total)} requests to DynamoDB (${byOperation.join(', ')})`,
    `Published    ${count(alerts.length)} alerts on ${count(incidents.length)} incidents`,
    '',
    `Hidden: ${judgement.findings.length}, found: ${found}`,
    ...findingLines(outcome),
    '',
    ...unexplainedLines(outcome),
    '',
    `Took ${(outcome.wallMs / 1_000).toFixed(1)} s.`,
    '',
  ].join('\n');
};

const findingLines = ({ judgement: { findings } }: DemoOutcome): string[] => {
  const width = Math.max(0, ...findings.map(({ hidden }) => hidden.functionName.length));
  return findings.map(({ hidden, minutesToDetect }) => {
    const result = minutesToDetect === undefined ? 'not found' : `found after ${minutesToDetect} min`;
    const name = hidden.functionName.padEnd(width);
    return `  ${instant(hidden.from)}  ${name}  ${terminalText(troubleWords(hidden.trouble))}: ${result}`;
  });
};

const unexplainedLines = ({ judgement: { unexplained } }: DemoOutcome): string[] => {
  if (unexplained.length === 0) return ['Nothing alerted that was not hidden.'];
  return [
    `Alerted although nothing was hidden: ${unexplained.length}`,
    ...unexplained.map(({ startedAt, severity, signal, members }) => {
      const name = terminalText(members[0]?.function.name ?? 'unknown');
      return `  ${instant(startedAt)}  ${name}  ${signal} (${severity})`;
    }),
  ];
};
