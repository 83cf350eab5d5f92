import type { Window } from '../fold/window.ts';
import type { Severity } from '../signal.ts';
import type { Destination } from './destination.ts';
import type { DestinationRisk } from './destination-risk.ts';
import { deployFacts, type Moment } from './moment.ts';
import { type OutboundVolume, usualCallsPerInvocation, volumeSurprise } from './outbound-volume.ts';
import { readable } from './rate-unit.ts';
import { severityOf } from './severity.ts';
import { topNames } from './top-names.ts';
import type { Evidence, Fact } from './verdict.ts';

/** A call to a destination that is not known, worth an alert. */
export interface Finding {
  /** As observed, with port. */
  readonly name: string;
  readonly destination: Destination;
  readonly calls: number;
  readonly risk: number;
  readonly looks: DestinationRisk;
}

/** Risk by looks that is urgent by itself; a bare address on a usual port is not, even if it is the fleet's first. */
const HIGH_RISK = 2.5;
/** Risk that is worth a notice. */
const MEDIUM_RISK = 2;
const MOST_FACTS = 3;

const noveltySeverity = (findings: readonly Finding[], isFlood: boolean, volumeSurprise: number): Severity => {
  const worst = findings[0];
  if (findings.some(({ looks }) => looks.isCritical)) return 'critical';
  // Much more data to a place never called before: what exfiltration looks like.
  if (worst && volumeSurprise >= 1) return 'critical';
  if (findings.some(({ looks }) => looks.risk >= HIGH_RISK)) return 'high';
  if (isFlood || (worst && worst.risk >= MEDIUM_RISK)) return 'medium';
  return 'low';
};

const factOf = ({ name, calls, risk, looks }: Finding): Fact => ({
  kind: 'destination',
  name,
  calls,
  risk,
  reasons: looks.reasons,
});

export const noveltyEvidence = (
  findings: readonly Finding[],
  novelThisHour: number,
  isFlood: boolean,
  volume: number,
  window: Window,
  moment: Moment,
): Evidence => ({
  signal: 'outbound',
  direction: 'new',
  observed: isFlood ? novelThisHour : findings.length,
  expected: { lower: null, upper: 0 },
  unit: isFlood ? 'new destinations/h' : 'new destinations',
  score: readable(Math.max(1, findings[0]?.risk ?? 0)),
  sampleSize: window.invocations,
  comparedWith: 'destinations called before',
  since: moment.minute,
  severity: noveltySeverity(findings, isFlood, volume),
  afterDeploy: moment.deploy !== undefined,
  facts: [...findings.slice(0, MOST_FACTS).map(factOf), ...deployFacts(moment)],
});

export const volumeEvidence = (volume: OutboundVolume, window: Window, moment: Moment): Evidence => {
  const { since, observed, expected } = volume.cusum;
  const usual = usualCallsPerInvocation(volume);
  const invocations = usual > 0 ? expected / usual : 0;
  const surprise = volumeSurprise(volume);
  return {
    signal: 'outbound',
    direction: 'up',
    observed: readable(invocations > 0 ? observed / invocations : observed),
    expected: { lower: 0, upper: readable(usual * 2) },
    unit: 'calls/invocation',
    score: readable(surprise),
    sampleSize: Math.round(invocations),
    comparedWith: 'calls per invocation in the past',
    since,
    severity: severityOf(surprise, false),
    afterDeploy: moment.deploy !== undefined,
    facts: [
      ...topNames(window.destinations.named, 2).map(([name, calls]) => ({
        kind: 'destination' as const,
        name,
        calls,
        risk: 0,
        reasons: ['known'],
      })),
      ...deployFacts(moment),
    ],
  };
};
