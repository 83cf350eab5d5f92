import { functionWords, incidentSentence, whoOf } from '../alert/incident-sentence.ts';
import { readableNumber, readableSpan } from '../alert/quantity.ts';
import type { HistoryPoint } from '../detect/history-point.ts';
import { type FunctionId, type FunctionKey, functionIdOf, functionKeyOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { addMinutes, type EpochMs, MS_PER_MINUTE, minuteOf, startOf } from '../units.ts';
import { CHART_LEGEND } from './chart-legend.ts';
import type { ChartIncident } from './chart-marks.ts';
import { escapeClipped, escapeHtml } from './escape-html.ts';
import { timeElement } from './format-instant.ts';
import { deploysOf } from './incident-chart.ts';
import { OTHER_SIGNALS, PLOTTED_SIGNALS, type PlottedSignal } from './plotted-signals.ts';
import { type ChartPoint, drawSignalChart } from './signal-chart.ts';
import { drawSparkline } from './sparkline.ts';
import { thinPoints } from './thin-points.ts';
import { withAction } from './widget-action.ts';
import { type WidgetLook, widgetFrame } from './widget-frame.ts';

export interface FunctionWidget {
  readonly key: FunctionKey;
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Ascending, within the range; not empty. */
  readonly history: readonly HistoryPoint[];
  /** Those of this function. */
  readonly incidents: readonly Incident[];
  /** Functions to choose from. */
  readonly choices: readonly FunctionId[];
}

const STEP_MINUTES = 15;
const CHART_HEIGHT = 84;
const MOST_POINTS = 192;
const MOST_INCIDENTS = 12;
const NAME_LENGTH = 64;
const SENTENCE_LENGTH = 220;

/** One function's signals over the time range of the dashboard, with what was expected, incidents and deploys. */
export const functionWidget = (widget: FunctionWidget, look: WidgetLook): string => {
  const { key, history } = widget;
  const newest = history.at(-1);
  const drawnUntil =
    newest === undefined ? '' : `, drawn up to ${timeElement(startOf(addMinutes(newest.minute, STEP_MINUTES)))}`;
  const thinned = history.length > MOST_POINTS ? `, one value in ${Math.ceil(history.length / MOST_POINTS)}` : '';
  return widgetFrame(
    look,
    [
      functionForm(widget.choices, functionIdOf(key), look.endpoint),
      `<h2>${escapeClipped(functionWords(key.name), NAME_LENGTH)}</h2>`,
      `<p class="muted">${escapeClipped(`${key.account}, ${key.region}`, NAME_LENGTH)}${drawnUntil}${thinned}</p>`,
      chart(widget, PLOTTED_SIGNALS.invocations),
      chart(widget, PLOTTED_SIGNALS.errors),
      chart(widget, PLOTTED_SIGNALS.duration),
      CHART_LEGEND,
      otherSignals(history),
      incidentRows(widget.incidents),
    ].join(''),
  );
};

/** A list to choose a function from; empty where there is nothing to choose. */
export const functionForm = (
  choices: readonly FunctionId[],
  chosen: FunctionId | undefined,
  endpoint: string,
): string => {
  if (choices.length < 2) return '';
  const options = choices.map((id) => {
    const selected = id === chosen ? ' selected="selected"' : '';
    const name = functionWords(functionKeyOf(id).name);
    return `<option value="${escapeHtml(id)}"${selected}>${escapeClipped(name, NAME_LENGTH)}</option>`;
  });
  const button = withAction('<a class="btn">Show</a>', { view: 'function', pick: true }, endpoint, 'widget');
  return `<form><label>Function <select name="function">${options.join('')}</select></label> ${button}</form>`;
};

const chart = ({ key, from, until, history, incidents }: FunctionWidget, plotted: PlottedSignal): string => {
  const all: ChartPoint[] = history.map((point) => ({
    minute: point.minute,
    value: plotted.value(point),
    band: plotted.band(point),
  }));
  const { points, every } = thinPoints(all, MOST_POINTS);
  return drawSignalChart({
    description: `Chart of ${functionWords(key.name)}: ${plotted.unit}, with the expected range, incidents and deploys`,
    unit: plotted.unit,
    from: minuteOf(from),
    until: minuteOf(until),
    stepMinutes: STEP_MINUTES * every,
    points,
    incidents: incidents.map(stretchOf),
    deploys: deploysOf(history),
    heightPx: CHART_HEIGHT,
  });
};

const stretchOf = ({ startedAt, detectedAt, endedAt }: Incident): ChartIncident => ({
  from: minuteOf(startedAt),
  detected: minuteOf(detectedAt),
  until: endedAt === null ? null : minuteOf(endedAt),
});

/** Two days of quarters: more do not fit into the width. */
const SPARK_VALUES = 96;

/** Signals that have no band to draw, each as a line with its highest value; those that were never there are left out. */
const otherSignals = (history: readonly HistoryPoint[]): string => {
  const rows = Object.values(OTHER_SIGNALS).flatMap(({ unit, value }) => {
    const values = history.flatMap((point) => value(point) ?? []);
    const highest = values.reduce((most, each) => Math.max(most, each), 0);
    if (values.length < 2 || highest === 0) return [];
    const width = Math.ceil(values.length / SPARK_VALUES);
    const peaks = Array.from({ length: Math.ceil(values.length / width) }, (_, index) =>
      Math.max(...values.slice(index * width, (index + 1) * width)),
    );
    return [
      `<tr><th scope="row">${unit}</th><td>${drawSparkline(peaks, `${unit} over the time range`)}</td><td class="number nowrap">at most ${readableNumber(highest)}</td></tr>`,
    ];
  });
  return rows.length === 0 ? '' : `<table class="others"><tbody>${rows.join('')}</tbody></table>`;
};

const incidentRows = (incidents: readonly Incident[]): string => {
  if (incidents.length === 0) return '<p>No incident in this time range.</p>';
  const newestFirst = [...incidents].sort((a, b) => b.startedAt - a.startedAt);
  const rows = newestFirst.slice(0, MOST_INCIDENTS).map((incident) => {
    const { severity, startedAt, endedAt, functionCount } = incident;
    const lasted = endedAt === null ? 'still open' : readableSpan((endedAt - startedAt) / MS_PER_MINUTE);
    const sentence = incidentSentence(incident);
    const what = functionCount > 1 ? `with ${whoOf(incident)}: ${sentence}` : sentence;
    return (
      `<tr><th scope="row" class="nowrap">${timeElement(startedAt)}</th><td class="nowrap"><span class="badge ${severity}">${severity}</span></td>` +
      `<td>${escapeClipped(what, SENTENCE_LENGTH)}</td><td class="number nowrap nj-wide">${lasted}</td></tr>`
    );
  });
  const left = incidents.length - rows.length;
  return (
    '<table><thead><tr><th scope="col">Began</th><th scope="col">Severity</th><th scope="col">What</th><th scope="col" class="number nj-wide">Lasted</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table>${left > 0 ? `<p class="muted">and ${left} earlier ones</p>` : ''}`
  );
};
