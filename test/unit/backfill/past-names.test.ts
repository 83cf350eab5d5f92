import { describe, expect, it } from 'vitest';
import { PastNames } from '../../../lib/core/backfill/past-names.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { emptySummary, type Summary } from '../../../lib/core/fold/summary.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { Fleet } from '../../../lib/core/pipeline/fleet.ts';
import { addMinutes, epochMs, type Minute, minuteOf } from '../../../lib/core/units.ts';

const SHOP = functionIdOf({ account: '123456789012', region: 'eu-west-1', name: 'shop' });
const DAY = epochMs(Date.UTC(2026, 0, 5));
const NOON = addMinutes(minuteOf(DAY), 720);
const line = (message: string, count = 3) => ({ logGroup: '/aws/lambda/shop', day: DAY, count, message });
const FAILURE =
  '2026-01-05T10:00:00.000Z\t0e8f1a52-0000-4000-8000-000000000001\tERROR\tInvoke Error \t{"errorType":"Boom","errorMessage":"x","stack":[]}';
const CALL = '2026-01-05T10:00:00.000Z\tid\tINFO\tGET http://203.0.113.7:4444/job';

describe('what past lines named', () => {
  it('is read as ingest reads it, and given away with the first minute of its day', () => {
    const names = new PastNames();
    for (const one of [line(FAILURE), line(FAILURE, 4), line(CALL), line('REPORT RequestId: x'), line('')])
      names.add(SHOP, one);
    const [first, second] = [emptySummary(1), emptySummary(1)];
    names.take(SHOP, NOON, first);
    names.take(SHOP, addMinutes(NOON, 1), second);
    expect([...first.countedErrorKinds.named]).toEqual([['Boom', 7]]);
    expect([...first.riskyDestinations.named.keys()]).toEqual(['203.0.113.7:4444']);
    expect(second).toEqual(emptySummary(1));
  });

  it('is of its own day and function alone', () => {
    const names = new PastNames();
    names.add(SHOP, line(FAILURE));
    const other = functionIdOf({ account: '123456789012', region: 'eu-west-1', name: 'other' });
    const summary = emptySummary(1);
    names.take(other, NOON, summary);
    names.take(SHOP, addMinutes(NOON, 1_440), summary);
    expect(summary).toEqual(emptySummary(1));
  });

  it('makes no stranger of a place that was called for weeks, however dangerous it looks', () => {
    const alertsFrom = addMinutes(NOON, 1);
    const minuteOfCalls = (at: Minute, isSearched: boolean): AlarmEdge[] => {
      const taught: Summary = emptySummary(1);
      Object.assign(taught, { starts: 3, reports: 3 });
      const names = new PastNames();
      if (isSearched) names.add(SHOP, line(CALL));
      names.take(SHOP, NOON, taught);
      const fleet = Fleet.empty(addMinutes(NOON, -1));
      const silent = { alertsFrom: Number.MAX_SAFE_INTEGER as Minute, slots: 1, isOfMetrics: true };
      fleet.advance(new Map([[SHOP, taught]]), silent);
      fleet.noteSearched(isSearched ? [SHOP] : []);
      const edges: AlarmEdge[] = [];
      for (let window = alertsFrom; window <= at; window = addMinutes(window, 1)) {
        const called = emptySummary(1);
        Object.assign(called, { starts: 3, reports: 3 });
        called.riskyDestinations.add('203.0.113.7:4444', 3);
        edges.push(...fleet.advance(new Map([[SHOP, called]]), { alertsFrom, slots: 1 }));
      }
      return edges.filter(({ signal }) => signal === 'outbound');
    };
    expect(minuteOfCalls(addMinutes(NOON, 10), false).length).toBeGreaterThan(0);
    expect(minuteOfCalls(addMinutes(NOON, 10), true)).toEqual([]);
  });
});
