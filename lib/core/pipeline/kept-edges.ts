import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { Minute } from '../units.ts';

/** Bounds what a storm adds to a checkpoint. */
const MOST_EDGES = 4_000;

/** Edges after `from` worth telling again: of each alarm its opening, its closing and its last update. */
export const keptEdges = (edges: readonly AlarmEdge[], from: Minute): AlarmEdge[] => {
  const lastUpdates = new Map<string, AlarmEdge>();
  for (const edge of edges) if (edge.type === 'updated') lastUpdates.set(edge.id, edge);
  return edges
    .filter((edge) => edge.minute > from && (edge.type !== 'updated' || lastUpdates.get(edge.id) === edge))
    .slice(-MOST_EDGES);
};
