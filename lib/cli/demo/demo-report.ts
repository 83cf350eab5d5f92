import { median } from 'simple-statistics';
import type { HistoryPoint } from '../../core/detect/history-point.ts';
import { type FunctionId, functionIdOf } from '../../core/function-key.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { clockOf, dayOf } from '../../core/picture/format-instant.ts';
import type { ReportFunction, ReportModel, ReportTable } from '../../core/picture/report-model.ts';
import { type EpochMs, startOf } from '../../core/units.ts';
import type { DemoOutcome } from './demo-outcome.ts';
import type { FunctionProfile } from './fleet/function-profile.ts';
import { troubleWords } from './trouble-words.ts';

const DAY_OF_POINTS = 96;

/** The outcome as a report shows it. */
export const demoReport = (outcome: DemoOutcome): ReportModel => {
  const { frame, fleet, traffic, records, alerts, judgement, history } = outcome;
  const found = judgement.findings.filter(({ foundBy }) => foundBy !== undefined);
  return {
    title: 'Nightjar demo',
    subtitle:
      `A simulated account of ${fleet.length} functions, seed ${outcome.seed}: ${frame.learningDays} days to learn from, ` +
      `then ${frame.watchedDays} days through the deployed handlers.`,
    from: startOf(frame.from),
    until: startOf(frame.until),
    learningUntil: startOf(frame.watchedFrom),
    figures: [
      {
        label: 'Hidden and found',
        value: `${found.length} of ${judgement.findings.length}`,
        note: detectionNote(outcome),
      },
      { label: 'Alerts published', value: alerts.length.toLocaleString('en-US') },
      { label: 'Log events', value: traffic.events.toLocaleString('en-US') },
      { label: 'Window records learnt', value: records.toLocaleString('en-US') },
    ],
    functions: fleet.map((profile) => functionOf(profile, history)),
    incidents: outcome.incidents,
    tables: [storyTable(outcome), waysTable(outcome)],
  };
};

const detectionNote = ({ judgement: { findings } }: DemoOutcome): string => {
  const minutes = findings.map(({ minutesToDetect }) => minutesToDetect).filter((each) => each !== undefined);
  return minutes.length === 0 ? 'none was noticed' : `median ${Math.round(median(minutes))} min to the alert`;
};

const functionOf = (
  profile: FunctionProfile,
  history: ReadonlyMap<FunctionId, readonly HistoryPoint[]>,
): ReportFunction => {
  const points = history.get(functionIdOf(profile.key)) ?? [];
  const medians = points
    .slice(-DAY_OF_POINTS)
    .map(({ durationMsMedian }) => durationMsMedian)
    .filter((each) => each !== null);
  return {
    key: profile.key,
    invocations: points.reduce((sum, { invocations }) => sum + invocations, 0),
    errors: points.reduce((sum, { errors }) => sum + errors, 0),
    coldStarts: null,
    durationMsMedian: medians.length === 0 ? null : median(medians),
    history: points,
  };
};

const instant = (at: EpochMs): string => `${dayOf(at)} ${clockOf(at)}`;

const storyTable = ({ judgement: { findings, unexplained } }: DemoOutcome): ReportTable => ({
  title: 'What was hidden, what was found',
  columns: ['Function', 'What', 'From (UTC)', 'Until', 'Alert after, min'],
  rows: [
    ...findings.map(({ hidden, minutesToDetect }) => [
      hidden.functionName,
      troubleWords(hidden.trouble),
      instant(hidden.from),
      clockOf(hidden.until),
      minutesToDetect ?? 'not found',
    ]),
    ...unexplained.map((incident) => [
      whoAlerted(incident),
      `${incident.signal}: alerted, but nothing was hidden`,
      instant(incident.startedAt),
      incident.endedAt === null ? 'open' : clockOf(incident.endedAt),
      '–',
    ]),
  ],
});

const whoAlerted = ({ members }: Incident): string => members[0]?.function.name ?? 'unknown';

const waysTable = ({ traffic, metrics, requests, records }: DemoOutcome): ReportTable => ({
  title: 'What went which way',
  columns: ['What', 'How many'],
  rows: [
    ['Window records through the backfill', records],
    ['Log events through the handlers', traffic.events],
    ['Kinesis invocations of ingest', traffic.kinesisInvocations],
    ['Kinesis records', traffic.kinesisRecords],
    ['Direct invocations of ingest', traffic.directInvocations],
    ['Payload bytes, compressed and base64-encoded', traffic.payloadBytes],
    ['Deliveries made twice', traffic.repeats],
    ['Batches recognised as counted before', metrics.of('duplicateBatches')],
    ['Log events skipped', metrics.of('eventsSkipped')],
    ['Invocations of evaluate', traffic.evaluations],
    ...[...requests].sort().map(([operation, count]): [string, number] => [`DynamoDB ${operation}`, count]),
  ],
});
