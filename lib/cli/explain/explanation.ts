import { apiErrorClassOf } from '../../core/detect/api-error-class.ts';
import { destinationOf } from '../../core/detect/destination.ts';
import type { FunctionCounts } from '../../core/fold/exact-counts.ts';
import type { FactCounts } from '../../core/fold/exact-facts.ts';
import { type FunctionId, functionIdOf, functionKeyOf } from '../../core/function-key.ts';
import { attributeSubject, type SubjectMap } from '../../core/incident/attribute-subject.ts';
import { apiErrorOf, deployOf } from '../../core/parse/fact-name.ts';
import { functionOfArn } from '../../core/parse/function-arn.ts';

/** One action of a service as it was used. */
export interface UsedAction {
  /** As in `GetObject`. */
  readonly action: string;
  readonly calls: number;
  /** The part of the calls that was refused. */
  readonly denied: number;
  /** ARNs of what it was called on; empty unless every record of it names one. */
  readonly resources: readonly string[];
}

export interface UsedDestination {
  /** As observed: `api.example.com`, `203.0.113.9:8443`. */
  readonly name: string;
  readonly kind: string;
  readonly calls: number;
  /** Where flow logs tell. */
  readonly bytes?: number;
}

/** What a function used in the observed period, by all the logs that were read. */
export interface Explanation {
  readonly type: 'explanation';
  readonly v: 1;
  readonly function: string;
  /** First and last instant of the input; not of this function alone. */
  readonly from: string | null;
  readonly until: string | null;
  readonly invocations: number;
  readonly services: Readonly<Record<string, readonly UsedAction[]>>;
  readonly destinations: readonly UsedDestination[];
  /** Of network interfaces that it shares with other functions: one of them called these. */
  readonly sharedDestinations: readonly UsedDestination[];
  readonly sharedWith: readonly string[];
  /** As in `UpdateFunctionCode by user/alice`, with how often. */
  readonly deploys: Readonly<Record<string, number>>;
  /** Reasons why there may be more than is shown. */
  readonly notSeen: readonly string[];
}

export interface ExplainInput {
  readonly functions: ReadonlyMap<string, FunctionCounts>;
  readonly facts: ReadonlyMap<FunctionId, FactCounts>;
  readonly map: SubjectMap;
  readonly from: string | null;
  readonly until: string | null;
}

/** Names by which functions of the input can be asked for. */
export const knownFunctions = ({ functions, facts, map }: ExplainInput): readonly string[] => {
  const names = new Set(functions.keys());
  for (const id of facts.keys()) {
    const attribution = attributeSubject(functionKeyOf(id), map);
    if (attribution.kind === 'function') names.add(attribution.function.name);
    if (attribution.kind === 'network-group') for (const { name } of attribution.functions) names.add(name);
  }
  return [...names].sort();
};

/** Whether a name, an ARN or `account/region/name` means this function. */
export const isAsked = (asked: string, key: { name: string; account: string; region: string }): boolean => {
  const arn = functionOfArn(asked);
  if (arn) return arn.name === key.name && arn.account === key.account && arn.region === key.region;
  return asked === key.name || asked === functionIdOf(key);
};

const add = (counts: Map<string, number>, more: Readonly<Record<string, number>> | undefined): void => {
  for (const [name, count] of Object.entries(more ?? {})) counts.set(name, (counts.get(name) ?? 0) + count);
};

class Uses {
  readonly calls = new Map<string, number>();
  readonly bytes = new Map<string, number>();

  add(facts: FactCounts): void {
    add(this.calls, facts.outbound);
    add(this.bytes, facts.outboundBytes);
  }

  destinations(): UsedDestination[] {
    return [...this.calls]
      .map(([name, calls]): UsedDestination => {
        const bytes = this.bytes.get(name);
        return { name, kind: destinationOf(name).kind, calls, ...(bytes !== undefined && { bytes }) };
      })
      .filter(({ kind }) => kind !== 'runtime')
      .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  }
}

/** What an action was called on, if each of its calls says so. */
const resourcesOf = (action: string, calls: number, named: ReadonlyMap<string, number>): readonly string[] => {
  const own = [...named].filter(([name]) => name.startsWith(`${action} `));
  const total = own.reduce((sum, [, count]) => sum + count, 0);
  return total < calls ? [] : own.map(([name]) => name.slice(action.length + 1)).sort();
};

const servicesOf = (
  calls: ReadonlyMap<string, number>,
  errors: ReadonlyMap<string, number>,
  named: ReadonlyMap<string, number>,
) => {
  const denied = new Map<string, number>();
  for (const [name, count] of errors) {
    const { action, code } = apiErrorOf(name);
    if (apiErrorClassOf(code) === 'denied') denied.set(action, (denied.get(action) ?? 0) + count);
  }
  const services = new Map<string, UsedAction[]>();
  for (const [name, count] of [...calls].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const colon = name.indexOf(':');
    if (colon < 0) continue;
    const actions = services.get(name.slice(0, colon)) ?? [];
    const resources = resourcesOf(name, count, named);
    actions.push({ action: name.slice(colon + 1), calls: count, denied: denied.get(name) ?? 0, resources });
    services.set(name.slice(0, colon), actions);
  }
  return services;
};

/** AWS services that a function called by name, without a recorded action of theirs. */
const servicesWithoutActions = (
  destinations: readonly UsedDestination[],
  services: ReadonlyMap<string, unknown>,
): string[] => {
  const called = destinations.flatMap(({ name }) => {
    const { kind, name: service } = destinationOf(name);
    if (kind === 'bucket') return ['s3'];
    return kind === 'aws-service' && service !== 'aws' ? [service] : [];
  });
  return [...new Set(called)].filter((service) => !services.has(service)).sort();
};

const gaps = (
  calls: ReadonlyMap<string, number>,
  silent: readonly string[],
  hasFlow: boolean,
  sharedWith: readonly string[],
): string[] => [
  ...(calls.size === 0
    ? [
        'No API call of this function was recorded: read a CloudTrail trail as well, or nothing is known of its permissions.',
      ]
    : [
        'CloudTrail records data events (S3 objects, DynamoDB items, invocations) only where a trail is told to; calls of that kind may be missing.',
      ]),
  ...(silent.length > 0
    ? [
        `Called by name, but without any recorded action: ${silent.join(', ')}. Their permissions are not in the skeleton.`,
      ]
    : []),
  ...(hasFlow ? [] : ['No flow log speaks of this function alone: calls that nobody logs are not seen.']),
  ...(sharedWith.length > 0
    ? [`Its network interface is shared with ${sharedWith.join(', ')}: what flow and DNS logs tell may be theirs.`]
    : []),
  'Writing its own log (AWSLambdaBasicExecutionRole) and what its event sources and VPC need are no calls of its own, and not in here.',
  'What runs rarely (month ends, error paths, restores) may not have run in this period.',
];

/** What `asked` (a name, an ARN, or `account/region/name`) used; `undefined` when the input knows no such function. */
export const explain = (asked: string, input: ExplainInput): Explanation | undefined => {
  const [calls, errors, deploys] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const resources = new Map<string, number>();
  const own = new Uses();
  const shared = new Uses();
  const sharedWith = new Set<string>();
  const name = functionOfArn(asked)?.name ?? asked.slice(asked.lastIndexOf('/') + 1);
  const counts = input.functions.get(asked) ?? input.functions.get(name);
  let isKnown = counts !== undefined;
  let hasFlow = false;
  if (counts) own.add({ facts: {}, outbound: counts.outbound });
  for (const [id, facts] of input.facts) {
    const attribution = attributeSubject(functionKeyOf(id), input.map);
    if (attribution.kind === 'function' && isAsked(asked, attribution.function)) {
      isKnown = true;
      own.add(facts);
      hasFlow ||= facts.facts['vpc-flow'] !== undefined;
      add(calls, facts.apiCalls);
      add(errors, facts.apiErrors);
      add(resources, facts.apiResources);
      for (const [change, count] of Object.entries(facts.deploys ?? {})) {
        const { action, by } = deployOf(change);
        add(deploys, { [`${action} by ${by}`]: count });
      }
    }
    if (attribution.kind === 'network-group' && attribution.functions.some((key) => isAsked(asked, key))) {
      isKnown = true;
      shared.add(facts);
      for (const key of attribution.functions) if (!isAsked(asked, key)) sharedWith.add(key.name);
    }
  }
  if (!isKnown) return undefined;
  const services = servicesOf(calls, errors, resources);
  const destinations = own.destinations();
  return {
    type: 'explanation',
    v: 1,
    function: asked,
    from: input.from,
    until: input.until,
    invocations: counts?.invocations ?? 0,
    services: Object.fromEntries(services),
    destinations,
    sharedDestinations: shared.destinations(),
    sharedWith: [...sharedWith].sort(),
    deploys: Object.fromEntries([...deploys].sort(([a], [b]) => (a < b ? -1 : 1))),
    notSeen: gaps(calls, servicesWithoutActions(destinations, services), hasFlow, [...sharedWith].sort()),
  };
};
