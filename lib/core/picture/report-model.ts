import type { HistoryPoint } from '../detect/history-point.ts';
import type { FunctionKey } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import type { EpochMs } from '../units.ts';

/** Everything a report shows. Text in it may come from logs: hostile until `renderReport` escapes it. */
export interface ReportModel {
  /** Our own words, as in `Nightjar replay`. */
  readonly title: string;
  /** One sentence below the title: what was run over what. */
  readonly subtitle: string;
  /** First and last instant of the input, in event time. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Nothing could alert before this; drawn as the learning period. */
  readonly learningUntil: EpochMs;
  /** Headline figures, most important first; the report adds its own for functions and incidents. */
  readonly figures: readonly ReportFigure[];
  readonly functions: readonly ReportFunction[];
  /** In order of `startedAt`, each in its last state. */
  readonly incidents: readonly Incident[];
  /** Further tables, below the incidents: what was skipped, what went which way, … */
  readonly tables: readonly ReportTable[];
}

/** One figure of the summary, as in `{ label: 'Log events', value: '312,480', note: '41 skipped' }`. */
export interface ReportFigure {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

/** One function over the whole input. */
export interface ReportFunction {
  readonly key: FunctionKey;
  readonly invocations: number;
  /** Failed invocations, as the `AWS/Lambda` metric `Errors`. */
  readonly errors: number;
  /** `null` where nobody counted them. */
  readonly coldStarts: number | null;
  /** Of the whole input or of its newest part; `null` without reports. */
  readonly durationMsMedian: number | null;
  /**
   * Ascending, at most one per quarter of an hour; quarters without a point were not recorded. Charts, sparklines and
   * the heat-map draw from it, so more days make a better report; functions without incidents may keep only the newest.
   */
  readonly history: readonly HistoryPoint[];
}

export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** One cell per column; numbers are formatted and aligned to the right. */
  readonly rows: readonly (readonly (string | number)[])[];
}
