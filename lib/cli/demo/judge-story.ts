import type { Incident } from '../../core/incident/incident.ts';
import type { Signal } from '../../core/signal.ts';
import { MS_PER_MINUTE } from '../../core/units.ts';
import type { HiddenIncident, Story, TroubleKind } from './fleet/story.ts';

/** A hidden incident and whether it was found. */
export interface Finding {
  readonly hidden: HiddenIncident;
  /** The first alert that names the function and a signal of this trouble. */
  readonly foundBy: Incident | undefined;
  /** From its beginning to that alert. */
  readonly minutesToDetect: number | undefined;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Incidents of functions of which nothing was hidden at that time. */
  readonly unexplained: readonly Incident[];
}

/** What gives each trouble away. */
const SIGNALS: Readonly<Record<TroubleKind, readonly Signal[]>> = {
  'rate-spike': ['invocations'],
  outage: ['invocations'],
  'error-spike': ['errors', 'new-error'],
  'slow-deploy': ['duration', 'timeouts'],
  'new-destination': ['outbound'],
};

/** A trouble may be noticed, and leave its traces, for so long after it ended. */
const AFTERMATH_MS = 60 * MS_PER_MINUTE;

/** Compares what was hidden with what was published. Knows nothing of how detection works. */
export const judgeStory = (story: Story, incidents: readonly Incident[]): Judgement => ({
  findings: story.incidents.map((hidden) => {
    const matching = incidents
      .filter((incident) => concerns(incident, hidden, SIGNALS[hidden.trouble.kind]))
      .sort((a, b) => a.detectedAt - b.detectedAt);
    const foundBy = matching[0];
    const minutesToDetect = foundBy && Math.round((foundBy.detectedAt - hidden.from) / MS_PER_MINUTE);
    return { hidden, foundBy, minutesToDetect };
  }),
  unexplained: incidents.filter((incident) => !story.incidents.some((hidden) => concerns(incident, hidden))),
});

const concerns = (incident: Incident, hidden: HiddenIncident, signals?: readonly Signal[]): boolean =>
  incident.detectedAt >= hidden.from &&
  incident.detectedAt <= hidden.until + AFTERMATH_MS &&
  incident.members.some(
    ({ function: { name }, signal }) =>
      name === hidden.functionName && (signals === undefined || signals.includes(signal)),
  );
