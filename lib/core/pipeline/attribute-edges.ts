import type { AlarmEdge } from '../detect/alarm-edge.ts';
import { attributeEdge, type SubjectMap } from '../incident/attribute-subject.ts';
import { EMPTY_NETWORK_MAP, type NetworkMap } from '../incident/network-map.ts';
import { isNetworkSubject } from '../subject.ts';
import type { Fleet } from './fleet.ts';
import { subjectMapOf } from './subject-map.ts';

/**
 * Alarms of role sessions as alarms of their functions, by what the fleet has seen up to this very minute: as much pure
 * replay as the alarms themselves. A session is evaluated beside the function that it is named after.
 */
export const attributeSessions = (edges: readonly AlarmEdge[], fleet: Fleet): readonly AlarmEdge[] => {
  if (edges.length === 0) return edges;
  const map = subjectMapOf(fleet, EMPTY_NETWORK_MAP);
  return edges.map((edge) => (isNetworkSubject(edge.function) ? edge : attributeEdge(edge, map)));
};

/** Alarms of interfaces and addresses as alarms of the functions that use them, as far as the network is known now. */
export const attributeNetwork = (edges: readonly AlarmEdge[], network: NetworkMap): readonly AlarmEdge[] => {
  if (!edges.some((edge) => isNetworkSubject(edge.function))) return edges;
  const map: SubjectMap = {
    functionsOn: (subject) => network.functionsOn(subject),
    functionOfSession: () => undefined,
    sameFunction: (named) => named,
  };
  return edges.map((edge) => (isNetworkSubject(edge.function) ? attributeEdge(edge, map) : edge));
};
