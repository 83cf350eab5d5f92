import { describe, expect, test } from 'vitest';
import { type Alarm, advanceAlarm, alarmDueAt, newAlarm, quietMinutesFor } from '../../../lib/core/detect/alarm.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import type { Evidence, Verdict } from '../../../lib/core/detect/verdict.ts';
import type { Severity } from '../../../lib/core/signal.ts';
import { minute } from '../../../lib/core/units.ts';
import { SOME_FUNCTION } from '../../support/windows.ts';

const START = 29_000_000;
const NORMAL: Verdict = { kind: 'normal' };

const anomalous = (severity: Severity, score = 1): Verdict => {
  const evidence: Evidence = {
    signal: 'errors',
    direction: 'up',
    observed: 5,
    expected: { lower: 0, upper: 1 },
    unit: 'errors/min',
    score,
    sampleSize: 9,
    comparedWith: 'before',
    since: minute(START),
    severity,
    afterDeploy: false,
    facts: [],
  };
  return { kind: 'anomalous', evidence };
};

const live = (alarm: Alarm, verdicts: readonly (readonly [number, Verdict])[]): string[] => {
  const edges: AlarmEdge[] = [];
  for (const [elapsed, verdict] of verdicts) {
    advanceAlarm(alarm, 'errors', SOME_FUNCTION, verdict, minute(START + elapsed), 15, edges);
  }
  return edges.map((edge) => `${edge.type}@${edge.minute - START} of ${edge.openedAt - START}`);
};

describe('an alarm', () => {
  test('opens once, however long the anomaly lasts', () => {
    expect(
      live(
        newAlarm(),
        [0, 1, 2, 3].map((at) => [at, anomalous('low')]),
      ),
    ).toEqual(['opened@0 of 0']);
  });

  test('is updated when it becomes more severe, not when it becomes louder', () => {
    const verdicts = [anomalous('low'), anomalous('low', 9), anomalous('high'), anomalous('medium')];
    expect(
      live(
        newAlarm(),
        verdicts.map((verdict, at) => [at, verdict]),
      ),
    ).toEqual(['opened@0 of 0', 'updated@2 of 0']);
  });

  test('closes after fifteen quiet minutes', () => {
    const alarm = newAlarm();
    const edges = live(alarm, [
      [0, anomalous('low')],
      [4, anomalous('low')],
      [18, NORMAL],
      [19, NORMAL],
    ]);
    expect(edges).toEqual(['opened@0 of 0', 'closed@19 of 0']);
    expect(alarm.isOpen).toBe(false);
  });

  test('that comes back within an hour keeps its name, and must then be quiet for twice as long', () => {
    const edges = live(newAlarm(), [
      [0, anomalous('low')],
      [15, NORMAL],
      [40, anomalous('low')],
      [60, NORMAL],
      [70, NORMAL],
    ]);
    expect(edges).toEqual(['opened@0 of 0', 'closed@15 of 0', 'opened@40 of 0', 'closed@70 of 0']);
  });

  test('that comes back later is another one', () => {
    const edges = live(newAlarm(), [
      [0, anomalous('low')],
      [15, NORMAL],
      [90, anomalous('low')],
    ]);
    expect(edges.at(-1)).toBe('opened@90 of 90');
  });

  test('is accepted after a day', () => {
    const edges: AlarmEdge[] = [];
    const alarm = newAlarm();
    advanceAlarm(alarm, 'errors', SOME_FUNCTION, anomalous('low'), minute(START), 15, edges);
    const change = advanceAlarm(alarm, 'errors', SOME_FUNCTION, anomalous('low'), minute(START + 1_440), 15, edges);
    expect(change).toBe('accepted');
    expect(edges.at(-1)).toMatchObject({ type: 'closed', closedBecause: 'accepted' });
  });

  test('says when it may close by itself', () => {
    const alarm = newAlarm();
    live(alarm, [[0, anomalous('low')]]);
    expect(alarmDueAt(alarm, 15)).toBe(START + 15);
  });

  test('of a rarely called function waits for three usual gaps, six hours at most', () => {
    expect([0.1, 20, 100_000].map(quietMinutesFor)).toEqual([15, 60, 360]);
  });
});
