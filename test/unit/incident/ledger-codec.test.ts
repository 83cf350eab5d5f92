import { describe, expect, it } from 'vitest';
import { advanceLedger, emptyLedger } from '../../../lib/core/incident/ledger.ts';
import { decodeLedger, encodeLedger } from '../../../lib/core/incident/ledger-codec.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../../../lib/core/incident/ledger-settings.ts';
import { AnAlarm, anEvidence, tickAt } from '../../support/alarm-edges.ts';

const alarm = new AnAlarm(
  'checkout',
  5,
  anEvidence('outbound', {
    direction: 'new',
    expected: { lower: null, upper: null },
    facts: [
      { kind: 'destination', name: '__proto__', calls: 3, risk: 3.5, reasons: ['mining port'] },
      { kind: 'deploy', from: '41', to: '42', minutesBefore: 4 },
    ],
  }),
);
const { ledger } = advanceLedger(emptyLedger(), tickAt(5, [alarm.opens()]), DEFAULT_LEDGER_SETTINGS);

describe('a stored ledger', () => {
  it('comes back as it was written', () => {
    expect(decodeLedger(encodeLedger(ledger))).toEqual({ ok: true, value: ledger });
    expect(decodeLedger(encodeLedger(emptyLedger()))).toEqual({ ok: true, value: emptyLedger() });
  });

  it('of version 1, as once written, is still read', () => {
    const written =
      '{"v":1,"now":1767730020000,"slots":[{"slot":0,"finalUntil":29462000,"until":29462165,"activeFunctions":60}],' +
      '"incidents":[{"id":"a","arrivedAt":29462166,"startedAt":29462165,"severity":"high","members":[{"alarmId":"x","slot":0,' +
      '"function":{"account":"123456789012","region":"eu-west-1","name":"f"},"signal":"invocations","openedAt":29462165,' +
      '"evidence":{"signal":"invocations","direction":"down","observed":0,"expected":{"lower":3,"upper":null},"unit":"invocations/min",' +
      '"score":3.2,"sampleSize":30,"comparedWith":"same hours of the week","since":29462131,"severity":"high","afterDeploy":false,' +
      '"facts":[{"kind":"silent-for","minutes":34,"usualGapMinutes":3}]},"closedAt":null,"closedBecause":null}],' +
      '"crowd":[[1,2,0,29462165,-1]],"fleetKeys":["signal|invocations|down"],"published":{"sequence":1,"detectedAt":1767730020000,' +
      '"toldAt":29462166,"severity":"high","functionCount":2,"signals":["invocations"]},"resolved":null}]}';
    const decoded = decodeLedger(written);
    expect(decoded.ok && JSON.stringify(decoded.value)).toBe(written);
  });

  it.each([
    ['{', { code: 'ledger.not_json' }],
    ['null', { code: 'ledger.unknown_version', version: 'undefined' }],
    ['{"v":2}', { code: 'ledger.unknown_version', version: '2' }],
    ['{"v":1,"now":null,"slots":[],"incidents":{}}', { code: 'ledger.bad_shape', path: 'incidents' }],
    ['{"v":1,"now":1.5,"slots":[],"incidents":[]}', { code: 'ledger.bad_shape', path: 'now' }],
    ['{"v":1,"now":1,"slots":[],"incidents":[{"id":7}]}', { code: 'ledger.bad_shape', path: 'incidents.0.id' }],
  ])('that does not fit is a problem with its place: %s', (text, problem) => {
    expect(decodeLedger(text)).toEqual({ ok: false, problem });
  });
});
