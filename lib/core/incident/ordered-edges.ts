import type { AlarmEdge } from '../detect/alarm-edge.ts';
import { functionIdOf } from '../function-key.ts';
import type { Orders } from '../order/orders.ts';
import type { SlotEdges } from './ledger-input.ts';

/** The edge with the severity that was ordered for its signal, if one was. */
const withSeverity = (edge: AlarmEdge, orders: Orders): AlarmEdge => {
  if (edge.type === 'closed') return edge;
  const severity = orders.of(functionIdOf(edge.function)).severity(edge.signal);
  if (severity === undefined) return edge;
  return { ...edge, evidence: { ...edge.evidence, severity, isSeverityOrdered: true } };
};

/**
 * Edges as people ordered: of signals that are off, no new alarm comes in (one that is known goes on to its end, unheard),
 * and severities are those that were ordered.
 */
export const orderedEdges = (
  slots: readonly SlotEdges[],
  orders: Orders,
  isKnown: (alarmId: string) => boolean,
): readonly SlotEdges[] => {
  if (orders.isEmpty) return slots;
  return slots.map((slot) => ({
    ...slot,
    edges: slot.edges
      .filter(({ id, function: key, signal }) => !orders.of(functionIdOf(key)).isOff(signal) || isKnown(id))
      .map((edge) => withSeverity(edge, orders)),
  }));
};
