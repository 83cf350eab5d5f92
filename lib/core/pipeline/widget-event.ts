import type { WidgetLook } from '../picture/widget-frame.ts';
import { fail, ok, type Result } from '../result.ts';
import { type EpochMs, epochMs, MINUTES_PER_DAY, MS_PER_MINUTE } from '../units.ts';

export interface WidgetRequest {
  readonly view: 'fleet' | 'function';
  /** As given: a name or `account/region/name`. */
  readonly function: string | undefined;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly look: WidgetLook;
}

export type WidgetEventProblem =
  | { readonly code: 'widget.no_context' }
  | { readonly code: 'widget.no_time_range' }
  | { readonly code: 'widget.unknown_view'; readonly given: string; readonly look: WidgetLook };

/** Longer ranges show their newest part: more would be a wall of marks, and cost a read of everything. */
const MOST_RANGE_MS = 92 * MINUTES_PER_DAY * MS_PER_MINUTE;
const LONGEST_TEXT = 300;
const DEFAULT_WIDTH_PX = 600;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined;
const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** CloudWatch asks what the widget is, instead of asking it to draw. */
export const asksForDescription = (event: unknown): boolean => Boolean(fieldsOf(event)['describe']);

/**
 * Reads the event of a custom widget: its parameters, or those of the link that was followed, beside `widgetContext`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 * @param endpoint ARN of the function that was called
 */
export const readWidgetEvent = (event: unknown, endpoint: string): Result<WidgetRequest, WidgetEventProblem> => {
  const fields = fieldsOf(event);
  if (typeof fields['widgetContext'] !== 'object') return fail({ code: 'widget.no_context' });
  const context = fieldsOf(fields['widgetContext']);
  const look: WidgetLook = {
    theme: context['theme'] === 'dark' ? 'dark' : 'light',
    widthPx: numberOf(context['width']) ?? DEFAULT_WIDTH_PX,
    endpoint,
  };
  const view = fields['view'] ?? 'fleet';
  if (view !== 'fleet' && view !== 'function') {
    return fail({ code: 'widget.unknown_view', given: textOf(view) ?? typeof view, look });
  }
  const range = rangeOf(fieldsOf(context['timeRange']));
  if (range === undefined) return fail({ code: 'widget.no_time_range' });
  const picked = fieldsOf(fieldsOf(context['forms'])['all'])['function'];
  return ok({ view, function: textOf(fields['pick'] === true ? picked : fields['function']), ...range, look });
};

/** What was zoomed into counts more than what the dashboard is set to. */
const rangeOf = (timeRange: Fields): Pick<WidgetRequest, 'from' | 'until'> | undefined => {
  for (const { start, end } of [fieldsOf(timeRange['zoom']), timeRange]) {
    const from = numberOf(start);
    const until = numberOf(end);
    if (from === undefined || until === undefined || from < 0 || until <= from) continue;
    return { from: epochMs(Math.max(from, until - MOST_RANGE_MS)), until: epochMs(until) };
  }
  return undefined;
};
