import type { Severity, Signal } from '../signal.ts';

/** How easily a signal alerts: `low` waits for clearer evidence, `high` takes weaker. */
export const SENSITIVITIES = ['low', 'normal', 'high'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** By what the alert lines of calibrated statistics are multiplied. */
export const LINE_FACTORS = { low: 1.6, normal: 1, high: 0.65 } as const satisfies Record<Sensitivity, number>;

/** What the owner of some functions wants otherwise than it is by default. */
export interface Override {
  /** A name, or a pattern in which `*` stands for any characters. */
  readonly function: string;
  /** All signals when absent. */
  readonly signal?: Signal;
  /** Not watched: nothing is recorded or told. */
  readonly off?: boolean;
  readonly sensitivity?: Sensitivity;
  /** Severity of all its alarms, whatever the detector says. */
  readonly severity?: Severity;
  /** Who is asked, as in `team-payments`. */
  readonly owner?: string;
  readonly runbookUrl?: string;
}

/** Whether a pattern names this function. Linear in both. */
export const matchesPattern = (pattern: string, name: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
};
