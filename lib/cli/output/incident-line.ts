import { alertJson } from '../../core/alert/alert-json.ts';
import { incidentSentence, whoOf } from '../../core/alert/incident-sentence.ts';
import { changeWords, lastedWords, resolvedWords } from '../../core/alert/transition-words.ts';
import type { Transition } from '../../core/incident/incident.ts';
import type { Severity } from '../../core/signal.ts';
import { isoOf } from '../../core/units.ts';
import { terminalText } from './terminal-text.ts';

/** Codes of ECMA-48 (SGR). */
const SEVERITY_COLOR: Record<Severity, string> = { low: '36', medium: '33', high: '31', critical: '1;31' };
const GREEN = '32';
const DIM = '2';

/** One transition as one JSON object: the incident line of docs/cli.md. */
export const incidentJsonLine = (transition: Transition): string => `${JSON.stringify(alertJson(transition))}\n`;

/** One transition for people: when, how bad, where, what. */
export const incidentTextLine = (transition: Transition, color: boolean): string => {
  const { incident, type, at } = transition;
  const paint = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const when = isoOf(at).slice(0, 16).replace('T', ' ');
  const mark =
    type === 'incident.resolved'
      ? paint(GREEN, 'resolved')
      : paint(SEVERITY_COLOR[incident.severity], incident.severity.toUpperCase().padEnd('resolved'.length));
  const who = terminalText(whoOf(incident));
  const since = paint(DIM, `since ${isoOf(incident.startedAt).slice(11, 16)}`);
  return `${when}  ${mark}  ${who}  ${terminalText(storyOf(transition))}  ${since}\n`;
};

const storyOf = (transition: Transition): string => {
  const { incident, type, changes } = transition;
  const sentence = incidentSentence(incident);
  if (type === 'incident.resolved') return `${resolvedWords(incident)} after ${lastedWords(transition)} (${sentence})`;
  const news = type === 'incident.updated' ? changes.map(changeWords).join(', ') : '';
  return news === '' ? sentence : `${news}: ${sentence}`;
};
