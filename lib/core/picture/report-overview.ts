import { type FunctionId, functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { type Minute, minute as minuteFrom, minuteOf } from '../units.ts';
import { escapeClipped, escapeHtml } from './escape-html.ts';
import { drawFleetTimeline, type TimelineBar, type TimelineLane } from './fleet-timeline.ts';
import { formatNumber } from './format-number.ts';
import { REPORT_LIMITS } from './report-limits.ts';
import type { ReportFigure, ReportModel } from './report-model.ts';

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
  const lanes = lanesOf(model.incidents, anchors);
  const shown = lanes.slice(0, REPORT_LIMITS.timelineLanes);
  const left = lanes.length - shown.length;
  const svg = drawFleetTimeline({
    description: `Timeline of ${model.incidents.length} incidents of ${lanes.length} functions; each bar leads to its incident`,
    from: timelineStart(minuteOf(model.from), learningUntil, until),
    until,
    learningUntil,
    lanes: shown,
  });
  const rest = left > 0 ? `<p class="small muted">${left} more functions with incidents are not drawn.</p>` : '';
  return `<div class="card">${svg}${rest}</div>`;
};

const timelineStart = (from: Minute, learningUntil: Minute, until: Minute): Minute =>
  minuteFrom(Math.max(from, Math.round(learningUntil - (until - learningUntil) * LEARNING_SHARE)));

/** Functions in order of their first incident. */
const lanesOf = (incidents: readonly Incident[], anchors: ReadonlyMap<string, string>): TimelineLane[] => {
  const bars = new Map<FunctionId, { name: string; bars: TimelineBar[] }>();
  for (const incident of incidents) {
    const seen = new Set<FunctionId>();
    for (const { function: key } of incident.members) {
      const id = functionIdOf(key);
      if (seen.has(id)) continue;
      seen.add(id);
      const lane = bars.get(id) ?? { name: key.name, bars: [] };
      bars.set(id, lane);
      lane.bars.push({
        from: minuteOf(incident.startedAt),
        until: incident.endedAt === null ? null : minuteOf(incident.endedAt),
        severity: incident.severity,
        label: `${incident.signal}, ${incident.severity}`,
        href: `#${escapeHtml(anchors.get(incident.id) ?? 'incidents')}`,
      });
    }
  }
  return [...bars.values()];
};
