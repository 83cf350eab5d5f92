import { alertsOfRun } from './detection/alerts-of-run.ts';
import { printScore } from './detection/print-score.ts';
import { runDetectors } from './detection/run-detectors.ts';
import { mergeScores, type Score, score, wasVisible } from './detection/score.ts';
import { simulateFleet } from './fleet/fleet.ts';

const args = new Map(
  process.argv.slice(2).map((arg) => {
    const [name = '', value = ''] = arg.replace(/^--/, '').split('=');
    return [name, value];
  }),
);
const numberOf = (name: string, fallback: number): number => Number(args.get(name) ?? fallback);
const seeds = (args.get('seeds') ?? '11,12,13').split(',').map(Number);
const verbose = args.has('verbose');
const scores: Score[] = [];
for (const seed of seeds) {
  const fleet = simulateFleet({
    seed,
    functions: numberOf('functions', 60),
    learningDays: numberOf('learn', 14),
    evaluatedDays: numberOf('days', 28),
    incidentsPerFunction: numberOf('incidents', 4),
  });
  const startedAt = performance.now();
  const run = runDetectors(fleet);
  const alerts = alertsOfRun(fleet, run);
  scores.push(score(fleet, alerts));
  const us = (run.detectorMs * 1_000) / (run.windows + run.idleMinutes);
  console.log(
    `seed ${seed}: ${run.windows} windows, ${run.idleMinutes} idle, ${us.toFixed(2)} us per function-minute, ${((run.detectorMs * 1000) / run.windows).toFixed(1)} us/window, state max ${Math.max(...run.stateBytes)} mean ${Math.round(run.stateBytes.reduce((a, b) => a + b, 0) / run.stateBytes.length)}, outbound max ${Math.max(...run.outboundBytes)}, wall ${Math.round(performance.now() - startedAt)} ms`,
  );
  if (verbose) {
    for (const alert of score(fleet, alerts).falseAlerts) {
      const f = alert.functions.map((index) => fleet.functions[index]);
      const edge = run.edges.find(
        (e) => e.type === 'opened' && Math.abs(e.minute + 2 - alert.at) <= 3 && e.function.name === f[0]?.name,
      );
      const near = f[0]?.benign.find((b) => alert.at >= b.start && alert.at < b.end + 60)?.kind ?? '';
      console.log(
        'FALSE',
        f[0]?.name,
        f[0]?.trafficClass,
        f[0]?.traffic.typicalRate.toFixed(3),
        ((alert.at - fleet.alertsFrom) / 1440).toFixed(3),
        alert.signals.join('+'),
        alert.severity,
        near,
        JSON.stringify(edge?.evidence.facts[0]),
        edge?.evidence.observed,
        JSON.stringify(edge?.evidence.expected),
        edge?.evidence.score,
        edge?.evidence.sampleSize,
      );
    }
    for (const [index, f] of fleet.functions.entries())
      for (const label of f.labels) {
        const own = alerts.filter((a) => a.functions.includes(index) && a.at > label.start && a.at <= label.end + 30);
        const found = own.length > 0;
        if (!found)
          console.log(
            'MISSED',
            label.kind,
            f.name,
            f.trafficClass,
            f.traffic.typicalRate.toFixed(3),
            ((label.start - fleet.alertsFrom) / 1440).toFixed(3),
            label.end - label.start,
            f.latency.isBimodal ? 'bimodal' : '',
          );
      }
  }
}
printScore(mergeScores(scores));
