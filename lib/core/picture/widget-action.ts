import { escapeHtml } from './escape-html.ts';

/** What a widget is asked to show; the parameters of the widget and of every link inside it. */
export interface WidgetParameters {
  readonly view: 'fleet' | 'function';
  /** A function's name, or `account/region/name`. */
  readonly function?: string;
  /** Take the function from the form instead. */
  readonly pick?: true;
}

/**
 * A link that calls the widget's Lambda function again. CloudWatch gives it to the element right before the tag, and
 * hands the JSON inside to the function.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 * @param element one element, whose text is escaped already
 */
export const withAction = (
  element: string,
  parameters: WidgetParameters,
  endpoint: string,
  display: 'popup' | 'widget',
): string =>
  `${element}<cwdb-action action="call" display="${display}" endpoint="${escapeHtml(endpoint)}">${inertJson(parameters)}</cwdb-action>`;

/** JSON without a character that means anything in HTML, however often it is parsed. */
const inertJson = (value: WidgetParameters): string =>
  JSON.stringify(value).replaceAll(
    /[<>&'\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
