import type { Severity } from '../signal.ts';
import { worstSeverity } from '../signal.ts';
import type { Minute } from '../units.ts';
import type { NewAction } from './api-actions.ts';
import type { DenialBurst } from './api-denials.ts';
import type { MisplacedUse } from './credential-places.ts';
import { deployFacts, type Moment } from './moment.ts';
import { readable } from './rate-unit.ts';
import type { Evidence, Fact } from './verdict.ts';

/** Calls of one action that failed with one code. */
export interface ApiFailure {
  readonly action: string;
  readonly code: string;
  readonly count: number;
}

/** All that one window of API calls shows. */
export interface ApiFindings {
  readonly misplaced: readonly MisplacedUse[];
  readonly actions: readonly NewAction[];
  /** New actions of this hour, when they are a walk. */
  readonly walked: number | undefined;
  readonly burst: DenialBurst | undefined;
  readonly denials: readonly ApiFailure[];
  readonly codes: readonly ApiFailure[];
}

/** So many different doors tried are no misconfiguration. */
const MANY_DOORS = 8;
/** A rate of refusals so far above the line is worth a notice by itself. */
const HIGH_RATE = 3;
/** A function that had its credentials stolen: nothing is more certain or worse. */
const STOLEN_SCORE = 10;
const WALK_LINE = 8;
const MOST_FACTS = 3;

export const hasFindings = ({ misplaced, actions, walked, burst, codes }: ApiFindings): boolean =>
  misplaced.length > 0 || actions.length > 0 || walked !== undefined || burst !== undefined || codes.length > 0;

const burstSeverity = ({ doorsTried, score }: DenialBurst): Severity => {
  if (doorsTried >= MANY_DOORS) return 'high';
  return doorsTried >= 3 || score >= HIGH_RATE ? 'medium' : 'low';
};

const severityOf = ({ misplaced, actions, walked, burst }: ApiFindings): Severity => {
  let severity: Severity = 'low';
  if (misplaced.length > 0) severity = misplaced.some(({ place }) => place === 'outside') ? 'critical' : 'high';
  for (const action of actions) severity = worstSeverity(severity, action.severity);
  if (walked !== undefined) severity = worstSeverity(severity, 'medium');
  return burst === undefined ? severity : worstSeverity(severity, burstSeverity(burst));
};

const useFact = ({ place, address, agent, uses, sharesKey }: MisplacedUse): Fact => ({
  kind: 'credential-use',
  place,
  address,
  agent,
  uses,
  sharesKey,
});
const actionFact = ({ name, calls, isDenied, reason }: NewAction): Fact => ({
  kind: 'api-call',
  name,
  calls,
  denied: isDenied,
  reason,
});
const failureFact = (failure: ApiFailure): Fact => ({ kind: 'api-error', ...failure });

/** The figure that stands for the findings: that of the gravest kind. */
interface Headline {
  readonly direction: Evidence['direction'];
  readonly observed: number;
  readonly upper: number;
  readonly unit: string;
  readonly score: number;
  readonly comparedWith: string;
  readonly since: Minute;
  readonly facts: readonly Fact[];
}

const headline = (findings: ApiFindings, at: Minute): Headline => {
  const { misplaced, actions, walked, burst, denials, codes } = findings;
  if (misplaced.length > 0) {
    return {
      direction: 'new',
      observed: misplaced.reduce((sum, { uses }) => sum + uses, 0),
      upper: 0,
      unit: 'uses of its credentials',
      score: STOLEN_SCORE,
      comparedWith: 'where its credentials were used before',
      since: at,
      facts: [...misplaced.slice(0, 2).map(useFact), ...actions.slice(0, 1).map(actionFact)],
    };
  }
  const [gravest] = actions;
  if (gravest && (burst === undefined || gravest.reason !== '')) {
    return {
      direction: 'new',
      observed: actions.length,
      upper: 0,
      unit: 'new API actions',
      score: 1 + actions.length,
      comparedWith: 'API actions called before',
      since: at,
      facts: [...actions.slice(0, 2).map(actionFact), ...denials.slice(0, 1).map(failureFact)],
    };
  }
  if (burst) {
    return {
      direction: 'up',
      observed: burst.denied,
      upper: readable(burst.usualPerHour),
      unit: 'denied API calls/h',
      score: readable(burst.score),
      comparedWith: 'its own worst hours',
      since: burst.since,
      facts: denials.slice(0, MOST_FACTS).map(failureFact),
    };
  }
  if (walked !== undefined) {
    return {
      direction: 'new',
      observed: walked,
      upper: 0,
      unit: 'new API actions/h',
      score: readable(walked / WALK_LINE),
      comparedWith: 'API actions called before',
      since: at,
      facts: [],
    };
  }
  return {
    direction: 'new',
    observed: codes[0]?.count ?? 0,
    upper: 0,
    unit: 'API errors',
    score: 1,
    comparedWith: 'API error codes seen before',
    since: at,
    facts: codes.slice(0, MOST_FACTS).map(failureFact),
  };
};

export const apiCallsEvidence = (findings: ApiFindings, invocations: number, moment: Moment): Evidence => {
  const { upper, facts, ...said } = headline(findings, moment.minute);
  return {
    signal: 'api-calls',
    ...said,
    expected: { lower: null, upper },
    sampleSize: invocations,
    severity: severityOf(findings),
    afterDeploy: moment.deploy !== undefined,
    facts: [...facts, ...deployFacts(moment)],
  };
};
