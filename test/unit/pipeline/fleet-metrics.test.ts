import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { emptySummary, type Summary } from '../../../lib/core/fold/summary.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { Fleet } from '../../../lib/core/pipeline/fleet.ts';
import { MINUTES_PER_DAY, minute } from '../../../lib/core/units.ts';

const SALT = 3;
const FIRST = Date.UTC(2026, 0, 5) / 60_000;
const LEARNT = 14 * MINUTES_PER_DAY;
const GAP = 45;
const CHECKOUT = functionIdOf({ account: '111122223333', region: 'eu-west-1', name: 'checkout' });

/** Ten or so calls of about 80 ms, one failing in two hundred. */
const metricsOf = (at: number, factor = 1): Summary => {
  const summary = emptySummary(SALT);
  summary.starts = Math.round(factor * (10 + (at % 3)));
  summary.reports = summary.starts;
  summary.countedErrors = at % 20 === 0 ? 1 : 0;
  for (let call = 0; call < summary.starts; call++) summary.durations.add(60_000 + ((at * 7 + call * 13) % 50) * 1_000);
  return summary;
};

/** The same as a log tells it: with kinds, versions, destinations and cold starts. */
const logOf = (at: number, factor = 1): Summary => {
  const summary = metricsOf(at, factor);
  if (summary.countedErrors > 0) summary.countedErrorKinds.add('ValidationError', 1);
  if (at % 30 === 0) summary.coldStarts = 1;
  summary.versions.add('7', summary.starts);
  summary.destinations.add('api.partner.example', summary.starts);
  summary.memorySizeMb = 256;
  summary.memoryUsedMbMax = 120;
  return summary;
};

const taught = (): Fleet => {
  const fleet = Fleet.empty(minute(FIRST - 1));
  const settings = { alertsFrom: minute(Number.MAX_SAFE_INTEGER), slots: 1, isOfMetrics: true };
  for (let at = 0; at < LEARNT; at++) fleet.advance(new Map([[CHECKOUT, metricsOf(at)]]), settings);
  const writer = new ByteWriter();
  fleet.encodeMember(CHECKOUT, writer);
  const copy = Fleet.empty(fleet.evaluatedUntil);
  copy.decodeMember(CHECKOUT, new ByteReader(writer.finish()));
  return copy;
};

const SETTINGS = { alertsFrom: minute(FIRST + LEARNT), slots: 1 };

const live = (fleet: Fleet, from: number, minutes: number, said: (at: number) => Summary | undefined): AlarmEdge[] => {
  const edges: AlarmEdge[] = [];
  for (let at = from; at < from + minutes; at++) {
    const summary = said(at);
    edges.push(...fleet.advance(new Map(summary === undefined ? [] : [[CHECKOUT, summary]]), SETTINGS));
  }
  return edges;
};

describe('a function that metrics taught before its log was seen', () => {
  it('is not missed while nobody listens, nor surprised by what only a log tells', () => {
    const fleet = taught();
    const edges = live(fleet, LEARNT, GAP, () => undefined);
    edges.push(...live(fleet, LEARNT + GAP, 2 * MINUTES_PER_DAY, (at) => logOf(at)));
    expect(edges).toEqual([]);
    expect(fleet.hasOwnLog(CHECKOUT)).toBe(true);
  });

  it('alerts on rate, errors and durations within the first hour of its log', () => {
    for (const [signal, said] of [
      ['invocations', (at: number) => logOf(at, 6)],
      ['errors', (at: number) => Object.assign(logOf(at), { countedErrors: 8 })],
      [
        'duration',
        (at: number) => {
          const summary = emptySummary(SALT);
          summary.starts = 10 + (at % 3);
          summary.reports = summary.starts;
          for (let call = 0; call < summary.starts; call++) summary.durations.add(180_000 + call * 13_000);
          return summary;
        },
      ],
    ] as const) {
      const fleet = taught();
      live(fleet, LEARNT, GAP, () => undefined);
      live(fleet, LEARNT + GAP, 15, (at) => logOf(at));
      const edges = live(fleet, LEARNT + GAP + 15, 45, said);
      expect(edges.map((edge) => edge.signal)).toContain(signal);
    }
  });

  it('is missed once its log was heard and falls silent', () => {
    const fleet = taught();
    live(fleet, LEARNT, 60, (at) => logOf(at));
    const edges = live(fleet, LEARNT + 60, 60, () => undefined);
    expect(edges.map(({ signal }) => signal)).toContain('invocations');
  });

  it('is never missed when its log has no START and REPORT lines, as at system log level WARN', () => {
    const fleet = taught();
    const edges = live(fleet, LEARNT, MINUTES_PER_DAY, (at) => {
      const summary = emptySummary(SALT);
      summary.errorLines = at % 20 === 0 ? 1 : 0;
      return at % 20 === 0 ? summary : undefined;
    });
    expect(edges).toEqual([]);
    expect(fleet.hasOwnLog(CHECKOUT)).toBe(false);
  });
});
