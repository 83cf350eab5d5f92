import type { HistoryPoint } from '../../core/detect/history-point.ts';
import type { FunctionId } from '../../core/function-key.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Minute } from '../../core/units.ts';
import type { FunctionProfile } from './fleet/function-profile.ts';
import type { Judgement } from './judge-story.ts';
import type { MetricSums } from './metric-sums.ts';
import type { PublishedAlert } from './published-alert.ts';
import type { Traffic } from './watch-days.ts';

/** When the story of a demo plays. */
export interface DemoFrame {
  readonly from: Minute;
  readonly watchedFrom: Minute;
  readonly until: Minute;
  readonly learningDays: number;
  readonly watchedDays: number;
}

/** Everything a demo can tell once it is over. */
export interface DemoOutcome {
  readonly seed: number;
  readonly frame: DemoFrame;
  readonly fleet: readonly FunctionProfile[];
  /** Window records that were learnt from. */
  readonly records: number;
  readonly traffic: Traffic;
  readonly metrics: MetricSums;
  /** Requests to DynamoDB by operation. */
  readonly requests: ReadonlyMap<string, number>;
  readonly alerts: readonly PublishedAlert[];
  /** As the alerts told of them. */
  readonly incidents: readonly Incident[];
  readonly judgement: Judgement;
  readonly history: ReadonlyMap<FunctionId, readonly HistoryPoint[]>;
  readonly wallMs: number;
}
