import type { HistoryPoint } from '../../lib/core/detect/history-point.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import type { ReportFunction, ReportModel } from '../../lib/core/picture/report-model.ts';
import { SEVERITIES } from '../../lib/core/signal.ts';
import { addMinutes, epochMs, type Minute, minute, minuteOf, startOf } from '../../lib/core/units.ts';

export const BEGIN = minuteOf(epochMs(Date.UTC(2026, 2, 2)));
const DAYS = 2;
const QUARTERS = DAYS * 96;

const keyOf = (name: string): FunctionKey => ({ account: '111122223333', region: 'eu-west-1', name });

const historyOf = (): HistoryPoint[] =>
  Array.from({ length: QUARTERS }, (_, quarter) => ({
    minute: minute(BEGIN + quarter * 15),
    invocations: quarter % 96 > 40 ? 60 : 12,
    errors: quarter === 150 ? 9 : 0,
    durationMsMedian: quarter % 7 === 0 ? null : 120,
    invocationsBand: { lower: 5, upper: 80 },
    errorsBand: { lower: null, upper: 2 },
    durationMsBand: { lower: null, upper: null },
  }));

export const reportFunction = (name: string): ReportFunction => ({
  key: keyOf(name),
  invocations: 4_200,
  errors: 9,
  coldStarts: 31,
  durationMsMedian: 120,
  history: historyOf(),
});

/** An incident of one function; `told` stands wherever text of a log may stand. */
export const reportIncidentOf = (name: string, index: number, told = 'TypeError'): Incident => {
  const from: Minute = addMinutes(BEGIN, 2_200 + (index % 300));
  return {
    id: `incident-${index}`,
    status: 'resolved',
    severity: SEVERITIES[index % SEVERITIES.length] ?? 'low',
    signal: 'errors',
    members: [
      {
        alarmId: `${name}|errors|${from}`,
        function: keyOf(name),
        signal: 'errors',
        open: false,
        openedAt: from,
        closedAt: addMinutes(from, 40),
        closedBecause: 'quiet',
        evidence: {
          signal: 'errors',
          direction: 'up',
          observed: 9,
          expected: { lower: 0, upper: 2 },
          unit: 'errors/min',
          score: 4,
          sampleSize: 120,
          comparedWith: 'same hours of the week',
          since: from,
          severity: 'high',
          afterDeploy: true,
          facts: [
            { kind: 'error-kind', name: told, count: 9, usualPerDay: 0 },
            { kind: 'destination', name: told, calls: 2, risk: 3, reasons: [told] },
            { kind: 'deploy', from: '7', to: told, minutesBefore: 4 },
          ],
        },
      },
    ],
    functionCount: 1,
    startedAt: startOf(from),
    detectedAt: startOf(addMinutes(from, 4)),
    endedAt: startOf(addMinutes(from, 40)),
    resolvedBecause: 'quiet',
    sequence: 2,
  };
};

export const reportOf = (
  functions: readonly ReportFunction[],
  incidents: readonly Incident[],
  told = 'text',
): ReportModel => ({
  title: `Nightjar ${told}`,
  subtitle: told,
  from: startOf(BEGIN),
  until: startOf(addMinutes(BEGIN, DAYS * 1_440)),
  learningUntil: startOf(addMinutes(BEGIN, 1_440)),
  figures: [{ label: told, value: told, note: told }],
  functions,
  incidents,
  tables: [{ title: told, columns: ['What', told], rows: [[told, 12]] }],
});
