import type { Transition } from '../incident/incident.ts';
import type { Severity } from '../signal.ts';
import { type EpochMs, minuteOf } from '../units.ts';

export interface TestAlertOptions {
  readonly account: string;
  readonly region: string;
  readonly at: EpochMs;
  readonly severity: Severity;
}

/** The name that stands for the function in a test alert. */
export const TEST_FUNCTION = 'nightjar-test-alert';

/** An incident that never was, to see that alerts arrive and how they look. Says so in each of its texts. */
export const testTransition = ({ account, region, at, severity }: TestAlertOptions): Transition => {
  const key = { account, region, name: TEST_FUNCTION };
  const evidence = {
    signal: 'errors',
    direction: 'up',
    observed: 14,
    expected: { lower: 0, upper: 2 },
    unit: 'errors/min',
    score: 2,
    sampleSize: 120,
    comparedWith: 'a test',
    since: minuteOf(at),
    severity,
    afterDeploy: false,
    facts: [{ kind: 'note', text: 'this is a test, nothing is wrong' }],
  } as const;
  const member = {
    alarmId: `test|${at}`,
    function: key,
    signal: 'errors',
    evidence,
    open: true,
    openedAt: evidence.since,
    closedAt: null,
    closedBecause: null,
  } as const;
  return {
    type: 'incident.opened',
    at,
    changes: [],
    incident: {
      id: `test-${at}`,
      status: 'open',
      severity,
      signal: 'errors',
      members: [member],
      functionCount: 1,
      startedAt: at,
      detectedAt: at,
      endedAt: null,
      sequence: 1,
    },
  };
};
