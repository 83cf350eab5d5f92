import type { Override } from './override.ts';
import type { QuietHours } from './quiet-hours.ts';

/** How people are told, beside the least severity: what a configuration says that does not fit an environment. */
export interface AlertPolicy {
  readonly overrides: readonly Override[];
  /** Whether tags of functions are orders. */
  readonly obeysTags: boolean;
  /** Of incidents still open without news; `null` for none. */
  readonly reminders: { readonly afterMinutes: number; readonly everyMinutes: number } | null;
  /** More alerts than this in this time become one summary; `null` for never. */
  readonly storm: { readonly alerts: number; readonly withinMinutes: number } | null;
  /** Minute of the day (UTC) from which incidents below the least severity are told in one summary; `null` for never. */
  readonly digestMinute: number | null;
  readonly quietHours: QuietHours | null;
}

export const DEFAULT_ALERT_POLICY: AlertPolicy = Object.freeze({
  overrides: Object.freeze([]),
  obeysTags: true,
  reminders: Object.freeze({ afterMinutes: 6 * 60, everyMinutes: 24 * 60 }),
  storm: Object.freeze({ alerts: 10, withinMinutes: 10 }),
  digestMinute: 7 * 60,
  quietHours: null,
});
