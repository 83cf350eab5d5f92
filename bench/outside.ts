import { incidentSentence } from '../lib/core/alert/incident-sentence.ts';
import { isoOf } from '../lib/core/units.ts';
import { readOptions } from './detection/read-options.ts';
import { OutsideFleet } from './outside/outside-fleet.ts';
import { runOutside } from './outside/run-outside.ts';
import { mergeOutside, printOutside, scoreOutside } from './outside/score-outside.ts';

/**
 * How well troubles are found that only flow, DNS and CloudTrail logs record, in the labelled fleet, and how often those
 * records raise a false alert.
 *
 *   node scripts/run-bench.mjs outside [--seeds=101,102,103] [--functions=60] [--days=28] [--learn=14] [--incidents=4]
 *                                      [--verbose]
 */
const options = readOptions(process.argv.slice(2));

const measure = (incidentsPerFunction: number): void => {
  const scores = options.seeds.map((seed) => {
    const fleet = new OutsideFleet({ ...options, seed, incidentsPerFunction });
    const score = scoreOutside(fleet, runOutside(fleet));
    for (const incident of options.verbose ? score.falseAlerts : []) {
      console.log(
        `${seed} ${incident.members[0]?.function.name} ${isoOf(incident.startedAt)} ${incident.severity}: ${incidentSentence(incident)} ${JSON.stringify(incident.members[0]?.evidence.facts)}`,
      );
    }
    return score;
  });
  printOutside(mergeOutside(scores));
};

const { functions, evaluatedDays, learningDays, seeds } = options;
console.log(
  `${functions} functions x ${evaluatedDays} days after ${learningDays} of learning, seeds ${seeds.join(', ')}`,
);
console.log('\nWith troubles');
measure(options.incidentsPerFunction);
console.log('\nQuiet fleet: nothing hidden, everything harmless');
measure(0);
