import type { FunctionId } from '../function-key.ts';
import { apiErrorName, deployName } from '../parse/fact-name.ts';
import type { OutsideObservation } from '../parse/observation.ts';
import type { Source } from '../parse/source.ts';
import { addSaturating } from './add-saturating.ts';
import type { Observed } from './observe-batch.ts';

type Counts = Readonly<Record<string, number>>;

/** What sources other than its own log said about one subject, over a whole input. Sorts without any name are absent. */
export interface FactCounts {
  /** Facts per source. */
  readonly facts: Readonly<Partial<Record<Source, number>>>;
  /** Calls by destination: flows, names looked up, spans. */
  readonly outbound?: Counts;
  /** Bytes sent by destination. */
  readonly outboundBytes?: Counts;
  readonly rejectedFlows?: Counts;
  readonly apiCalls?: Counts;
  /** `service:Action ARN`, for calls whose record names what they were about. */
  readonly apiResources?: Counts;
  /** `service:Action code`. */
  readonly apiErrors?: Counts;
  /** Uses of its credentials, by where they came from. */
  readonly credentialUses?: Counts;
  /** Queries by registered domain. */
  readonly domains?: Counts;
  /** `action who`. */
  readonly deploys?: Counts;
}

/** Most names kept per subject and sort; the rest is counted under `other`. */
const MAX_NAMES = 10_000;
const OTHER = 'other';

type Sort = Exclude<keyof FactCounts, 'facts'>;

class Facts {
  readonly facts = new Map<Source, number>();
  readonly names = new Map<Sort, Map<string, number>>();

  add(sort: Sort, name: string, count = 1): void {
    let counts = this.names.get(sort);
    if (counts === undefined) {
      counts = new Map();
      this.names.set(sort, counts);
    }
    const key = counts.has(name) || counts.size < MAX_NAMES ? name : OTHER;
    counts.set(key, addSaturating(counts.get(key) ?? 0, count));
  }
}

/** Exact totals of what flow, DNS, CloudTrail and span logs said, per subject. Order does not matter. */
export class ExactFacts {
  readonly #subjects = new Map<FunctionId, Facts>();

  add({ source, functionId, observation }: Observed): void {
    if (source === 'lambda') return;
    let facts = this.#subjects.get(functionId);
    if (facts === undefined) {
      facts = new Facts();
      this.#subjects.set(functionId, facts);
    }
    facts.facts.set(source, (facts.facts.get(source) ?? 0) + 1);
    if (observation.kind === 'outbound-call') facts.add('outbound', observation.destination);
    else if (isOutside(observation)) addOutside(facts, observation);
  }

  /** Subjects in order of their ids. */
  bySubject(): ReadonlyMap<FunctionId, FactCounts> {
    const counted = [...this.#subjects].map(([id, facts]): [FunctionId, FactCounts] => [id, countsOf(facts)]);
    return new Map(counted.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const OUTSIDE_KINDS: ReadonlySet<string> = new Set([
  ...['flow-sent', 'flow-rejected', 'dns-query', 'api-call', 'credential-use', 'deploy'],
]);

const isOutside = (observation: Observed['observation']): observation is OutsideObservation =>
  OUTSIDE_KINDS.has(observation.kind);

const addOutside = (facts: Facts, observation: OutsideObservation): void => {
  switch (observation.kind) {
    case 'flow-sent':
      facts.add('outbound', observation.destination);
      facts.add('outboundBytes', observation.destination, observation.bytes);
      return;
    case 'flow-rejected':
      facts.add('rejectedFlows', observation.destination);
      return;
    case 'dns-query':
      if (observation.destination !== undefined) facts.add('outbound', observation.destination);
      facts.add('domains', observation.domain);
      return;
    case 'api-call': {
      const { action, errorCode, resource } = observation;
      facts.add('apiCalls', action);
      if (resource !== undefined) facts.add('apiResources', `${action} ${resource}`);
      if (errorCode !== undefined) facts.add('apiErrors', apiErrorName({ action, code: errorCode }));
      return;
    }
    case 'credential-use':
      facts.add('credentialUses', `${observation.agentClass} ${observation.agent} ${observation.address}`);
      return;
    case 'deploy':
      facts.add('deploys', deployName(observation));
      return;
    default:
      return;
  }
};

const countsOf = ({ facts, names }: Facts): FactCounts => ({
  facts: Object.fromEntries(facts),
  ...Object.fromEntries(
    [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sort, counts]) => [sort, sortedRecord(counts)]),
  ),
});

/** `fromEntries` defines own properties, so that a name such as `__proto__` stays a name. */
const sortedRecord = (counts: ReadonlyMap<string, number>): Counts =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
