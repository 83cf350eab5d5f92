import { functionWords } from '../alert/incident-sentence.ts';
import type { HistoryPoint } from '../detect/history-point.ts';
import type { Incident, IncidentMember } from '../incident/incident.ts';
import { addMinutes, type EpochMs, MINUTES_PER_HOUR, type Minute, minuteOf } from '../units.ts';
import type { ChartDeploy } from './chart-marks.ts';
import { plottedSignal } from './plotted-signals.ts';
import { type ChartPoint, drawSignalChart } from './signal-chart.ts';

const HISTORY_STEP_MINUTES = 15;
const MINUTES_BEFORE = 14 * MINUTES_PER_HOUR;
const MINUTES_AFTER = 4 * MINUTES_PER_HOUR;
const MINUTES_MAX = 72 * MINUTES_PER_HOUR;

export interface IncidentChart {
  readonly svg: string;
  /** History does not keep what the alarm saw: this is what happened meanwhile. */
  readonly isContext: boolean;
}

/** One member of an incident with half a day before it; `undefined` where no history was kept. */
export const drawIncidentChart = (
  incident: Incident,
  member: IncidentMember,
  history: readonly HistoryPoint[],
  end: EpochMs,
): IncidentChart | undefined => {
  const startedAt = minuteOf(incident.startedAt);
  const endedAt = incident.endedAt === null ? null : minuteOf(incident.endedAt);
  const until = latest(startedAt, addMinutes(endedAt ?? minuteOf(end), MINUTES_AFTER), minuteOf(end));
  const from = addMinutes(startedAt, -MINUTES_BEFORE);
  const kept = pointsBetween(history, from, until);
  const { plotted, isContext } = plottedSignal(member.evidence, kept);
  const points: ChartPoint[] = kept.map((point) => ({
    minute: point.minute,
    value: plotted.value(point),
    band: plotted.band(point),
  }));
  if (points.length < 2) return undefined;
  const first = points[0]?.minute ?? from;
  const svg = drawSignalChart({
    description: `Chart of ${functionWords(member.function.name)}: ${plotted.unit}, with the expected range and the time of the incident`,
    unit: plotted.unit,
    from: first,
    until,
    stepMinutes: HISTORY_STEP_MINUTES,
    points,
    incidents: [{ from: startedAt, detected: minuteOf(incident.detectedAt), until: endedAt }],
    deploys: deploysOf(kept),
  });
  return { svg, isContext };
};

const latest = (startedAt: Minute, wanted: Minute, end: Minute): Minute => {
  const limit = Math.min(wanted, end, addMinutes(startedAt, MINUTES_MAX));
  return addMinutes(startedAt, Math.max(HISTORY_STEP_MINUTES, limit - startedAt));
};

/** What was deployed within a stretch of history. */
export const deploysOf = (history: readonly HistoryPoint[]): ChartDeploy[] =>
  history.flatMap(({ minute, deploy }) => (deploy === undefined ? [] : [{ minute, label: deploy }]));

/** History is ascending: the first point is found by bisection, since a fleet has many incidents and long histories. */
const pointsBetween = (history: readonly HistoryPoint[], from: Minute, until: Minute): readonly HistoryPoint[] =>
  history.slice(lowerBound(history, from), lowerBound(history, until));

const lowerBound = (history: readonly HistoryPoint[], minute: Minute): number => {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((history[middle]?.minute ?? minute) < minute) low = middle + 1;
    else high = middle;
  }
  return low;
};
