import { functionIdOf } from '../function-key.ts';
import type { Incident } from '../incident/incident.ts';
import { severityRank } from '../signal.ts';
import { CHART_LEGEND } from './chart-legend.ts';
import { escapeHtml } from './escape-html.ts';
import { timeElement } from './format-instant.ts';
import { PICTURE_STYLE } from './picture-style.ts';
import { reportFunctions, reportWeeks } from './report-functions.ts';
import { reportIncident } from './report-incident.ts';
import { reportIncidentTable } from './report-incident-table.ts';
import { REPORT_LIMITS } from './report-limits.ts';
import type { ReportModel } from './report-model.ts';
import { reportFigures, reportTimeline } from './report-overview.ts';
import { REPORT_SCRIPT, REPORT_SCRIPT_SHA256 } from './report-script.ts';
import { REPORT_STYLE } from './report-style.ts';
import { reportTable } from './report-table.ts';

const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${REPORT_SCRIPT_SHA256}'; base-uri 'none'; form-action 'none'`;

/**
 * One self-contained HTML page: no request leaves it, it opens from a file, and it can be read without scripts, with a
 * keyboard, by a screen reader, in light and dark, and on paper. Everything that may come from a log is escaped.
 */
export const renderReport = (model: ReportModel): string => {
  const charted = worstIncidents(model.incidents);
  const anchors = new Map(charted.map((incident, index) => [incident.id, `incident-${index + 1}`]));
  return [
    '<!doctype html><html lang="en" class="nightjar"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(model.title)}</title><style>${PICTURE_STYLE}\n${REPORT_STYLE}</style></head><body>`,
    '<a class="skip" href="#incidents">Skip to the incidents</a>',
    `<header><h1>${escapeHtml(model.title)}</h1><p>${escapeHtml(model.subtitle)}</p>`,
    `<p class="small muted">${timeElement(model.from)} to ${timeElement(model.until)}, learning until ${timeElement(model.learningUntil)}</p></header>`,
    `<main>${reportFigures(model)}`,
    `<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>${reportTimeline(model, anchors)}</section>`,
    `<section aria-labelledby="incidents"><h2 id="incidents">Incidents</h2>${reportIncidentTable(model.incidents, anchors)}${articles(model, charted, anchors)}</section>`,
    ...model.tables.map(reportTable),
    `<section aria-labelledby="functions"><h2 id="functions">Functions</h2>${reportFunctions(model)}</section>`,
    reportWeeks(model),
    '</main><footer>Made by Nightjar. Times are UTC. Errors are failed invocations, as in the metric AWS/Lambda Errors.</footer>',
    `<script>${REPORT_SCRIPT}</script></body></html>\n`,
  ].join('\n');
};

/** Those that get an article: all of them, or the worst, in order of time. */
const worstIncidents = (incidents: readonly Incident[]): readonly Incident[] => {
  if (incidents.length <= REPORT_LIMITS.incidents) return incidents;
  const worst = [...incidents].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  return worst.slice(0, REPORT_LIMITS.incidents).sort((a, b) => a.startedAt - b.startedAt);
};

const articles = (model: ReportModel, charted: readonly Incident[], anchors: ReadonlyMap<string, string>): string => {
  if (charted.length === 0) return '<p>None.</p>';
  const functions = new Map(model.functions.map((each) => [functionIdOf(each.key), each]));
  const left = model.incidents.length - charted.length;
  const rest =
    left > 0 ? `<p class="muted">The ${charted.length} worst of ${model.incidents.length} incidents.</p>` : '';
  return (
    rest +
    CHART_LEGEND +
    charted
      .map((incident) =>
        reportIncident(incident, { anchor: anchors.get(incident.id) ?? '', functions, end: model.until }),
      )
      .join('\n')
  );
};
