/** What Nightjar watches of a function. A closed set: one detector file each. */
export const SIGNALS = [
  'invocations',
  'errors',
  'duration',
  'timeouts',
  'cold-starts',
  'memory',
  'outbound',
  'api-calls',
  'new-error',
] as const;

export type Signal = (typeof SIGNALS)[number];

export const isSignal = (text: string): text is Signal => SIGNALS.some((signal) => signal === text);

/** Ascending. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
export const worstSeverity = (a: Severity, b: Severity): Severity => (severityRank(a) >= severityRank(b) ? a : b);
