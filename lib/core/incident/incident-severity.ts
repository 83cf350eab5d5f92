import { functionIdOf } from '../function-key.ts';
import type { Severity } from '../signal.ts';
import { worstSeverity } from '../signal.ts';
import type { LedgerIncident, LedgerMember } from './ledger-state.ts';

/** A new destination and a surge of bytes within this belong together. */
const TOGETHER_MINUTES = 60;
/** So many times the usual bytes are what exfiltration looks like, once they have somewhere new to go. */
const EXFILTRATION_MULTIPLE = 50;

const tellsNewDestination = ({ evidence }: LedgerMember): boolean =>
  evidence.direction === 'new' && evidence.facts.some(({ kind }) => kind === 'destination');

const tellsBytes = ({ evidence }: LedgerMember): boolean => evidence.facts.some(({ kind }) => kind === 'bytes');

/**
 * A function's own log names hosts and no bytes, its interface's log has bytes and, behind a gateway or proxy, no hosts: a
 * new host here and a surge there say together what neither says alone.
 */
const exfiltrationOf = (members: readonly LedgerMember[]): Severity => {
  let severity: Severity = 'low';
  for (const surge of members.filter(tellsBytes)) {
    const isJoined = members.some(
      (one) =>
        one.alarmId !== surge.alarmId &&
        functionIdOf(one.function) === functionIdOf(surge.function) &&
        tellsNewDestination(one) &&
        Math.abs(one.openedAt - surge.openedAt) <= TOGETHER_MINUTES,
    );
    const { observed, expected } = surge.evidence;
    const isMuch = observed >= EXFILTRATION_MULTIPLE * (expected.upper ?? Number.POSITIVE_INFINITY);
    if (isJoined) severity = worstSeverity(severity, isMuch ? 'critical' : 'high');
  }
  return severity;
};

/**
 * The worst of its alarms and of what it was before: an incident never becomes milder. Two signals of one function, or
 * a fleet, are at least medium: low alone means that one weak hint stands for itself. A new destination together with a
 * surge of bytes is worse than either. Alarms whose severity somebody ordered count with that alone.
 */
export const severityOf = (incident: LedgerIncident): Severity => {
  let severity = incident.severity;
  const signals = new Map<string, string>();
  const heldUp = incident.members.filter(({ closedBecause }) => closedBecause !== 'withdrawn');
  for (const { evidence } of heldUp) severity = worstSeverity(severity, evidence.severity);
  const unordered = heldUp.filter(({ evidence }) => evidence.isSeverityOrdered !== true);
  for (const { function: key, signal } of unordered) {
    const id = functionIdOf(key);
    if ((signals.get(id) ?? signal) !== signal) severity = worstSeverity(severity, 'medium');
    signals.set(id, signal);
  }
  severity = worstSeverity(severity, exfiltrationOf(unordered));
  const isFleet = incident.fleetKeys.length > 0 && (unordered.length > 0 || incident.crowd.length > 0);
  return isFleet ? worstSeverity(severity, 'medium') : severity;
};
