import { hash32 } from '../hash.ts';
import { isSensitiveAction } from '../parse/cloudtrail/sensitive-action.ts';
import { apiErrorName, credentialUseName, deployName, firewallHitName } from '../parse/fact-name.ts';
import type { OutsideObservation } from '../parse/observation.ts';
import { addSaturating } from './add-saturating.ts';
import { countDestination } from './count-destination.ts';
import { OutsideFacts } from './outside-facts.ts';
import type { Summary } from './summary.ts';

/** What is kept of other sources; the rest is only tallied. */
export type FoldedOutside = Extract<
  OutsideObservation,
  {
    kind: 'flow-sent' | 'flow-rejected' | 'flow-records-lost' | 'dns-query' | 'api-call' | 'credential-use' | 'deploy';
  }
>;

/** Folds one fact that another source than the function's own log recorded. */
export const foldOutside = (observation: FoldedOutside, summary: Summary, salt: number): void => {
  summary.outside ??= new OutsideFacts(salt);
  const facts = summary.outside;
  switch (observation.kind) {
    case 'flow-sent':
      countDestination(observation.destination, summary);
      facts.outboundBytes.add(observation.destination, observation.bytes);
      return;
    case 'flow-rejected':
      facts.rejectedFlows.add(observation.destination);
      return;
    case 'flow-records-lost':
      facts.flowGaps = addSaturating(facts.flowGaps, 1);
      return;
    case 'dns-query':
      foldQuery(observation, summary, facts);
      return;
    case 'api-call': {
      const { action, errorCode, eventId } = observation;
      const calls = isSensitiveAction(action) ? facts.sensitiveApiCalls : facts.apiCalls;
      calls.add(action, eventId);
      if (errorCode !== undefined) facts.apiErrors.add(apiErrorName({ action, code: errorCode }), eventId);
      return;
    }
    case 'credential-use': {
      const { agentClass, address, agent, accessKeyId, eventId } = observation;
      // The id itself is nobody's business; the hash tells one key from another.
      const key = accessKeyId === undefined ? '-' : hash32(accessKeyId, salt).toString(36);
      const uses = agentClass === 'lambda' ? facts.lambdaUses : facts.foreignUses;
      uses.add(credentialUseName({ address, agent, key }), eventId);
      return;
    }
    case 'deploy':
      facts.deploys.add(deployName(observation), observation.eventId);
      return;
  }
};

const foldQuery = (
  query: Extract<FoldedOutside, { kind: 'dns-query' }>,
  summary: Summary,
  facts: OutsideFacts,
): void => {
  const { name, domain, destination, isFound, firewallAction } = query;
  if (destination !== undefined) countDestination(destination, summary);
  facts.domains.add(domain, name);
  if (!isFound) facts.namesNotFound = addSaturating(facts.namesNotFound, 1);
  if (firewallAction !== undefined) facts.firewallHits.add(firewallHitName({ action: firewallAction, domain }));
};
