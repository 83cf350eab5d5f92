import type { ErrorKinds } from '../baseline/error-kinds.ts';
import type { CalibrationContext } from '../baseline/extreme-value-calibrator.ts';
import type { Minute } from '../units.ts';
import type { DetectContext } from './detect-context.ts';
import type { Fact } from './verdict.ts';

/**
 * How far a function's detectors may speak:
 * `silent` nothing alerts (fleet-wide learning), `young` the function itself is too new for claims about what is usual,
 * so only what is alarming in any function alerts, `mature` everything alerts.
 */
export type Phase = 'silent' | 'young' | 'mature';

/** A version change, while it is recent enough to explain what happens. */
export interface RecentDeploy {
  readonly at: Minute;
  readonly from: string;
  readonly to: string;
}

/** A change of the function that the audit trail recorded, while it is recent enough to explain what happens. */
export interface RecentChange {
  readonly at: Minute;
  /** As in `UpdateFunctionCode`. */
  readonly action: string;
  readonly by: string;
}

/** What all detectors of one function share while they look at one window. */
export interface Moment {
  /** The window; the last one of an idle stretch. */
  readonly minute: Minute;
  readonly phase: Phase;
  readonly calibration: CalibrationContext;
  /** The latest version change of the past 24 h. */
  readonly deploy: RecentDeploy | undefined;
  /** The latest recorded change of the past 24 h. */
  readonly change: RecentChange | undefined;
  /** Kinds of error the function is known to have, with their usual number per day. */
  readonly errorKinds: ErrorKinds;
  readonly context: DetectContext;
}

export const isLearning = (moment: Moment): boolean => moment.phase !== 'mature';

/** The fact that a deploy came shortly before, if one did. */
export const deployFacts = (moment: Moment): readonly Fact[] => {
  const { deploy } = moment;
  if (!deploy) return [];
  return [{ kind: 'deploy', from: deploy.from, to: deploy.to, minutesBefore: moment.minute - deploy.at }];
};
