import { functionWords, incidentSentence, whoOf } from '../alert/incident-sentence.ts';
import { readableNumber, readableSpan } from '../alert/quantity.ts';
import { functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { severityRank } from '../signal.ts';
import { type EpochMs, minuteOf } from '../units.ts';
import { escapeClipped } from './escape-html.ts';
import { drawFleetTimeline } from './fleet-timeline.ts';
import { timeElement } from './format-instant.ts';
import { mostTroubledLanes, timelineLanes } from './timeline-lanes.ts';
import { type TroubledFunction, troubledFunctions } from './troubled-functions.ts';
import { withAction } from './widget-action.ts';
import { type WidgetLook, widgetFrame } from './widget-frame.ts';

export interface FleetWidget {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Those that reach into the range, in order of their beginning. */
  readonly incidents: readonly Incident[];
  /** Functions that were heard of lately. */
  readonly functionCount: number;
}

const NAME_LENGTH = 64;
const SENTENCE_LENGTH = 220;
const MOST_LANES = 20;
const MOST_OPEN = 8;
const MOST_RANKED = 10;

/** The fleet's incidents over the time range of the dashboard: what is open, when it was what, who was troubled most. */
export const fleetWidget = (widget: FleetWidget, look: WidgetLook): string => {
  const { incidents, from, until } = widget;
  if (incidents.length === 0) return widgetFrame(look, quietText(widget));
  const ranked = troubledFunctions(incidents, from, until);
  return widgetFrame(look, openIncidents(widget) + timeline(widget) + ranking(ranked, look));
};

const quietText = ({ functionCount, from, until }: FleetWidget): string =>
  `<h2>All quiet</h2><p>No incident from ${timeElement(from)} to ${timeElement(until)}.</p><p class="muted">${
    functionCount === 0
      ? 'No function was heard of in the last hours of this range.'
      : `${readableNumber(functionCount)} functions were watched at its end.`
  }</p>`;

const openIncidents = ({ incidents }: FleetWidget): string => {
  const open = incidents.filter(({ status }) => status === 'open');
  if (open.length === 0) return '';
  const worstFirst = [...open].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  const rows = worstFirst
    .slice(0, MOST_OPEN)
    .map(
      (incident) =>
        `<tr><td class="nowrap"><span class="badge ${incident.severity}">${incident.severity}</span></td>` +
        `<th scope="row">${escapeClipped(whoOf(incident), NAME_LENGTH)}</th>` +
        `<td>${escapeClipped(incidentSentence(incident), SENTENCE_LENGTH)}</td><td class="nowrap nj-wide">${timeElement(incident.startedAt)}</td></tr>`,
    );
  const left = open.length - rows.length;
  const rest = left > 0 ? `<p class="muted">and ${left} more</p>` : '';
  return `<h2>Open now: ${open.length}</h2><table><thead><tr><th scope="col">Severity</th><th scope="col">Function</th><th scope="col">What</th><th scope="col" class="nj-wide">Since</th></tr></thead><tbody>${rows.join('')}</tbody></table>${rest}`;
};

const timeline = ({ incidents, from, until }: FleetWidget): string => {
  const lanes = timelineLanes(incidents);
  const shown = mostTroubledLanes(lanes, incidents, { from, until }, MOST_LANES);
  const svg = drawFleetTimeline({
    description: `Timeline of ${incidents.length} incidents of ${lanes.length} functions`,
    from: minuteOf(from),
    until: minuteOf(until),
    learningUntil: minuteOf(from),
    lanes: shown,
  });
  const left = lanes.length - shown.length;
  const rest = left > 0 ? `<p class="muted">The ${shown.length} most troubled of ${lanes.length} functions.</p>` : '';
  return `<h2>Incidents: ${incidents.length}</h2>${svg}${rest}`;
};

const ranking = (ranked: readonly TroubledFunction[], { endpoint }: WidgetLook): string => {
  const rows = ranked.slice(0, MOST_RANKED).map(({ key, incidents, worst, troubledMinutes, latest }) => {
    const link = `<a title="Show its signals">${escapeClipped(functionWords(key.name), NAME_LENGTH)}</a>`;
    const parameters = { view: 'function', function: functionIdOf(key) } as const;
    return (
      `<tr><th scope="row">${withAction(link, parameters, endpoint, 'popup')}</th>` +
      `<td class="nowrap"><span class="badge ${worst}">${worst}</span></td><td class="number">${incidents}</td>` +
      `<td class="number nowrap">${readableSpan(troubledMinutes)}</td>` +
      `<td class="nj-wide">${escapeClipped(latest.functionCount > 1 ? `with ${whoOf(latest)}: ${incidentSentence(latest)}` : incidentSentence(latest), SENTENCE_LENGTH)}</td></tr>`
    );
  });
  return (
    '<h2>Most anomalous functions</h2><table><thead><tr><th scope="col">Function</th><th scope="col">Worst</th>' +
    '<th scope="col" class="number">Incidents</th><th scope="col" class="number">In trouble</th><th scope="col" class="nj-wide">Latest</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table>`
  );
};
