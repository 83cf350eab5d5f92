import type { Transition } from '../incident/incident.ts';
import type { Severity } from '../signal.ts';
import { severityRank } from '../signal.ts';

/**
 * Whether a transition goes to people. Below the least severity an incident is a line of the log and the CLI only; one
 * that rises to it is told by the update that says so. Severity never falls, so who heard of a start hears of the end.
 */
export const shouldNotify = (transition: Transition, leastSeverity: Severity = 'medium'): boolean =>
  severityRank(transition.incident.severity) >= severityRank(leastSeverity);
