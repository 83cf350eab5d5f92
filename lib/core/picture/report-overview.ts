import type { Incident } from '../incident/incident.ts';
import { type Minute, minute as minuteFrom, minuteOf } from '../units.ts';
import { escapeClipped } from './escape-html.ts';
import { drawFleetTimeline } from './fleet-timeline.ts';
import { formatNumber } from './format-number.ts';
import { REPORT_LIMITS } from './report-limits.ts';
import type { ReportFigure, ReportModel } from './report-model.ts';
import { mostTroubledLanes, timelineLanes } from './timeline-lanes.ts';

const LABEL_LENGTH = 60;
/** The learning period is shown as a narrow strip: nothing happens in it. */
const LEARNING_SHARE = 0.06;

/** The headline figures. */
export const reportFigures = (model: ReportModel): string => {
  const figures: ReportFigure[] = [
    { label: 'Incidents', value: formatNumber(model.incidents.length), note: severitiesOf(model.incidents) },
    { label: 'Functions', value: formatNumber(model.functions.length) },
    ...model.figures,
  ];
  const tiles = figures.map(({ label, value, note }) => {
    const remark = note === undefined ? '' : `<small>${escapeClipped(note, LABEL_LENGTH)}</small>`;
    return `<div><dt>${escapeClipped(label, LABEL_LENGTH)}</dt><dd>${escapeClipped(value, LABEL_LENGTH)}${remark}</dd></div>`;
  });
  return `<dl class="figures">${tiles.join('')}</dl>`;
};

const severitiesOf = (incidents: readonly Incident[]): string => {
  const counts = (['critical', 'high', 'medium', 'low'] as const)
    .map((severity) => ({ severity, count: incidents.filter((each) => each.severity === severity).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return 'all quiet';
  const open = incidents.filter(({ status }) => status === 'open').length;
  const stillOpen = open > 0 ? [`${open} still open`] : [];
  return [...counts.map(({ severity, count }) => `${count} ${severity}`), ...stillOpen].join(', ');
};

/** The fleet's incidents over time; `anchors` names the article of each incident that has one. */
export const reportTimeline = (model: ReportModel, anchors: ReadonlyMap<string, string>): string => {
  if (model.incidents.length === 0) return '<p>Nothing unusual was found.</p>';
  const learningUntil = minuteOf(model.learningUntil);
  const until = minuteFrom(Math.max(minuteOf(model.until), learningUntil + 1));
  const lanes = timelineLanes(model.incidents, ({ id }) => `#${anchors.get(id) ?? 'incidents'}`);
  const shown = mostTroubledLanes(lanes, model.incidents, model, REPORT_LIMITS.timelineLanes);
  const left = lanes.length - shown.length;
  const svg = drawFleetTimeline({
    description: `Timeline of ${model.incidents.length} incidents of ${lanes.length} functions; each bar leads to its incident`,
    from: timelineStart(minuteOf(model.from), learningUntil, until),
    until,
    learningUntil,
    lanes: shown,
  });
  const rest =
    left > 0
      ? `<p class="small muted">The most troubled functions; ${left} more functions with incidents are not drawn.</p>`
      : '';
  return `<div class="card">${svg}${rest}</div>`;
};

const timelineStart = (from: Minute, learningUntil: Minute, until: Minute): Minute =>
  minuteFrom(Math.max(from, Math.round(learningUntil - (until - learningUntil) * LEARNING_SHARE)));
