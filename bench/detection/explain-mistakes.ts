import type { SimulatedFleet } from '../fleet/fleet.ts';
import { type DetectorRun, publishedAt } from './run-detectors.ts';
import { type Alert, finds, score, wasVisible } from './score.ts';

const DAY = 1_440;

/** Every false alert and every miss on a line of its own, for tuning. */
export const explainMistakes = (
  seed: number,
  fleet: SimulatedFleet,
  run: DetectorRun,
  alerts: readonly Alert[],
): void => {
  const dayOf = (minute: number): string => ((minute - fleet.alertsFrom) / DAY).toFixed(3);
  for (const alert of score(fleet, alerts).falseAlerts) {
    const lambda = fleet.functions[alert.functions[0] ?? 0];
    if (!lambda) continue;
    const edge = run.edges
      .filter((told) => told.type !== 'closed')
      .find(
        ({ type, minute, function: { name } }) =>
          type === 'opened' && name === lambda.name && Math.abs(publishedAt(minute) - alert.at) <= 3,
      );
    const near = lambda.benign.find(({ start, end }) => alert.at >= start && alert.at < end + 60)?.kind ?? '-';
    const evidence = edge?.evidence;
    const seen = `${evidence?.observed} of ${JSON.stringify(evidence?.expected)} ${evidence?.unit} n=${evidence?.sampleSize}`;
    const who = `${lambda.name} ${lambda.trafficClass} ${lambda.traffic.typicalRate.toFixed(3)}`;
    console.log(
      `FALSE ${seed} ${who} day ${dayOf(alert.at)} ${alert.signals.join('+')} ${alert.severity} ${near} ${seen}`,
      JSON.stringify(evidence?.facts[0]),
    );
  }
  for (const [index, lambda] of fleet.functions.entries()) {
    for (const label of lambda.labels) {
      if (!wasVisible(fleet, index, label) || alerts.some((alert) => finds(alert, index, label))) continue;
      const who = `${lambda.name} ${lambda.trafficClass} ${lambda.traffic.typicalRate.toFixed(3)}`;
      console.log(`MISSED ${seed} ${label.kind} ${who} day ${dayOf(label.start)} for ${label.end - label.start} min`);
    }
  }
};
