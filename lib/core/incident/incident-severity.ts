import { functionIdOf } from '../function-key.ts';
import type { Severity } from '../signal.ts';
import { worstSeverity } from '../signal.ts';
import type { LedgerIncident } from './ledger-state.ts';

/**
 * The worst of its alarms and of what it was before: an incident never becomes milder. Two signals of one function, or
 * a fleet, are at least medium: low alone means that one weak hint stands for itself.
 */
export const severityOf = (incident: LedgerIncident): Severity => {
  let severity = incident.severity;
  const signals = new Map<string, string>();
  for (const { function: key, signal, evidence, closedBecause } of incident.members) {
    if (closedBecause === 'withdrawn') continue;
    severity = worstSeverity(severity, evidence.severity);
    const id = functionIdOf(key);
    if ((signals.get(id) ?? signal) !== signal) severity = worstSeverity(severity, 'medium');
    signals.set(id, signal);
  }
  return incident.fleetKeys.length > 0 ? worstSeverity(severity, 'medium') : severity;
};
