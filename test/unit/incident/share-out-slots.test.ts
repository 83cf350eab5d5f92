import { describe, expect, it } from 'vitest';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { hash53 } from '../../../lib/core/hash.ts';
import { advanceLedger, emptyLedger, type Ledger } from '../../../lib/core/incident/ledger.ts';
import { decodeLedger, encodeLedger } from '../../../lib/core/incident/ledger-codec.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../../../lib/core/incident/ledger-settings.ts';
import { shareOutSlots } from '../../../lib/core/incident/share-out-slots.ts';
import { laneOfHash, slotOf, slotOfLane } from '../../../lib/core/pipeline/slot-layout.ts';
import { AnAlarm, aFunction, anEvidence, tickAt } from '../../support/alarm-edges.ts';

const SLOTS = 64;
const CHECKOUT = aFunction('checkout');
/** Alarms that are told as one function's, and were raised elsewhere: in other slots, as a rule. */
const SUBJECTS = Array.from({ length: 6 }, (_, index) => aFunction(`interface:eni-0a${index}`));
const SESSION = aFunction('role-session:shop/checkout');

const shared = (ledger: Ledger): Ledger =>
  shareOutSlots(ledger, {
    slotOfHash: (hash) => slotOfLane(laneOfHash(hash), SLOTS),
    formerSlots: new Map(Array.from({ length: SLOTS }, (_, slot) => [slot, [0]])),
  });

const ledgerOf = (fullMembers: number): Ledger => {
  const edges = [...SUBJECTS, SESSION].map((subject) => ({
    ...new AnAlarm(subject, 5, anEvidence('outbound')).opens(),
    function: CHECKOUT,
    attribution: `recorded for ${subject.name}`,
  }));
  const settings = { ...DEFAULT_LEDGER_SETTINGS, most: { ...DEFAULT_LEDGER_SETTINGS.most, fullMembers } };
  return advanceLedger(emptyLedger(), tickAt(5, edges), settings).ledger;
};

const slotsBySubject = new Map<number, number>(
  [...SUBJECTS, SESSION].map((subject) => {
    const alarm = new AnAlarm(subject, 5, anEvidence('outbound'));
    return [hash53(alarm.id), slotOf(functionIdOf(subject), SLOTS)];
  }),
);

describe('alarms that are told as those of a function', () => {
  it('go on being told by the slot of what they were raised for', () => {
    const { incidents } = shared(ledgerOf(100));
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.members).toHaveLength(7);
    for (const { alarmId, slot } of incidents[0]?.members ?? []) expect(slot).toBe(slotsBySubject.get(hash53(alarmId)));
    expect(slotsBySubject.get(hash53(new AnAlarm(SESSION, 5, anEvidence('outbound')).id))).toBe(
      slotOf(functionIdOf(CHECKOUT), SLOTS),
    );
  });

  it('do so as hashes, too, and count as one function', () => {
    const ledger = ledgerOf(1);
    const { crowd = [] } = shared(ledger).incidents[0] ?? {};
    expect(crowd).toHaveLength(6);
    for (const [alarmHash, functionHash, slot] of crowd) {
      expect(slot).toBe(slotsBySubject.get(alarmHash));
      expect(functionHash).toBe(hash53(functionIdOf(CHECKOUT)));
    }
    expect(decodeLedger(encodeLedger(ledger))).toEqual({ ok: true, value: ledger });
  });
});
