import { createHash, type Hash } from 'node:crypto';
import { ByteWriter } from '../lib/core/bytes.ts';
import { summaryOfRecord } from '../lib/core/fold/window-record.ts';
import type { Fleet } from '../lib/core/pipeline/fleet.ts';
import { Replay } from '../lib/core/pipeline/replay.ts';
import { addMinutes, MINUTES_PER_DAY, MINUTES_PER_HOUR, minute as minuteFrom } from '../lib/core/units.ts';
import { troubledRecords } from './troubled-record-corpus.ts';

/**
 * Prints a hash over every transition of a varied replay, and one over every stored state, hour by hour. A change that is
 * only meant to be quicker must change neither; a new stored form changes the second alone.
 */
const LEARNING_DAYS = 5;
const DAYS = 11;

const decisions = createHash('sha256');
const states = createHash('sha256');

const writeStates = (fleet: Fleet): void => {
  for (const id of fleet.functionIds) {
    const writer = new ByteWriter();
    fleet.encodeMember(id, writer);
    states.update(id).update(writer.finish());
  }
};

const replay = new Replay({
  learnMinutes: LEARNING_DAYS * MINUTES_PER_DAY,
  region: 'unknown',
  salt: 7,
  onMinute: (minute, fleet) => {
    if (minute % MINUTES_PER_HOUR === 0) writeStates(fleet);
  },
});

let records = 0;
let transitions = 0;
let newest = minuteFrom(0);
const note = (told: readonly unknown[]): void => {
  transitions += told.length;
  for (const transition of told) decisions.update(JSON.stringify(transition));
};
for (const record of troubledRecords(DAYS)) {
  const read = summaryOfRecord(record, 7);
  if (!read.ok) throw new Error(`the corpus is wrong at ${read.problem.field}`);
  const { functionId, minute, summary } = read.value;
  if (!replay.addSummary(functionId, minute, summary)) throw new Error('the corpus is out of order');
  if (minute > newest) {
    newest = minute;
    note(replay.advance(addMinutes(minute, -21)));
  }
  records++;
}
note(replay.finish());
const shown = (hash: Hash): string => hash.digest('hex').slice(0, 32);
console.log(`decisions ${shown(decisions)}  ${records} records, ${transitions} transitions`);
console.log(`states    ${shown(states)}`);
