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

/** More new destinations within the hour than the function's own days allow for. */
export interface Flood {
  readonly perHour: number;
  /** Where it begins. */
  readonly line: number;
  /** Some of them, as called in this window. */
  readonly names: readonly (readonly [name: string, calls: number])[];
}

const floodFacts = ({ perHour, names }: Flood): Fact[] => [
  { kind: 'note', text: `${perHour} destinations within this hour were never called before` },
  ...names.map(([name, calls]): Fact => ({ kind: 'destination', name, calls, risk: 0, reasons: ['one of many new'] })),
];

export const noveltyEvidence = (
  findings: readonly Finding[],
  flood: Flood | undefined,
  volume: number,
  window: Window,
  moment: Moment,
): Evidence => ({
  signal: 'outbound',
  direction: 'new',
  observed: flood ? flood.perHour : findings.length,
  expected: { lower: null, upper: flood ? Math.floor(flood.line) : 0 },
  unit: flood ? 'new destinations/h' : 'new destinations',
  score: readable(Math.max(1, findings[0]?.risk ?? 0)),
  // An outbound call may be logged in a minute without the invocation that made it.
  sampleSize: Math.max(1, window.invocations),
  comparedWith: flood ? 'new destinations in the busiest hours before' : 'destinations called before',
  since: moment.minute,
  severity: noveltySeverity(findings, flood !== undefined, volume),
  afterDeploy: moment.deploy !== undefined,
  facts: [
    ...findings.slice(0, MOST_FACTS).map(factOf),
    ...(flood && findings.length === 0 ? floodFacts(flood) : []),
    ...deployFacts(moment),
  ],
});

export const volumeEvidence = (volume: OutboundVolume, window: Window, moment: Moment): Evidence => {
  const { since, observed, expected } = volume.cusum;
  const usual = usualCallsPerInvocation(volume);
  const invocations = usual > 0 ? expected / usual : 0;
  const perInvocation = invocations > 0 ? observed / invocations : observed;
  const surprise = volumeSurprise(volume);
  return {
    signal: 'outbound',
    direction: 'up',
    observed: readable(perInvocation),
    expected: { lower: 0, upper: readable(Math.min(usual * 2, (usual + perInvocation) / 2)) },
    unit: 'calls/invocation',
    score: readable(surprise),
    sampleSize: Math.max(1, Math.round(invocations)),
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
