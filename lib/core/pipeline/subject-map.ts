import { functionIdOf, functionKeyOf } from '../function-key.ts';
import type { SubjectMap } from '../incident/attribute-subject.ts';
import { type NetworkMap, sameFunctionAmong } from '../incident/network-map.ts';
import { claimedFunction } from '../subject.ts';
import type { Fleet } from './fleet.ts';

/** Whose subjects are, by what is known of the network and what the fleet has seen so far. */
export const subjectMapOf = (fleet: Fleet, network: NetworkMap): SubjectMap => {
  const own = [...fleet.functionIds].filter((id) => fleet.hasOwnLog(id));
  const sameFunction = sameFunctionAmong(own.map(functionKeyOf));
  return {
    functionsOn: (subject) => network.functionsOn(subject),
    functionOfSession: (subject) => {
      const id = functionIdOf(subject);
      const claimed = claimedFunction(id);
      if (claimed === undefined || !fleet.isLambdaSession(id)) return undefined;
      const same = sameFunction(functionKeyOf(claimed));
      return fleet.hasOwnLog(functionIdOf(same)) ? same : undefined;
    },
    sameFunction,
  };
};
