import type { Transition } from '../../lib/core/incident/incident.ts';
import { isSummary } from '../../lib/core/incident/notice.ts';
import type { AlertPublisher } from '../../lib/core/pipeline/ports.ts';

/** A topic for stories in which every incident is told by itself. */
export const transitionPublisher = (take: (transition: Transition) => void): AlertPublisher => ({
  publish: async (notice) => {
    if (isSummary(notice)) throw new Error(`a summary where none belongs: ${notice.id}`);
    take(notice);
    return { kind: 'published' };
  },
});
