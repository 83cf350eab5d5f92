import { alertJson } from '../../core/alert/alert-json.ts';
import { incidentSentence, whoOf } from '../../core/alert/incident-sentence.ts';
import { changeWords, lastedWords, resolvedWords } from '../../core/alert/transition-words.ts';
import type { Transition } from '../../core/incident/incident.ts';
import { isoOf } from '../../core/units.ts';
import { cutToWidth, padToWidth, wrapToWidth } from './display-width.ts';
import { terminalText } from './terminal-text.ts';
import { textStyle } from './text-style.ts';

/** For whom lines are written. */
export interface LineLook {
  readonly color: boolean;
  /** Cells across a terminal; `undefined` elsewhere: one line each, whatever its length. */
  readonly width: number | undefined;
}

const GAP = '  ';
const WHEN_CELLS = 16;
const MARK_CELLS = 8;
/** Part of the line that names of functions may take. */
const WHO_SHARE = 0.25;
/** On narrower terminals the story stands below, indented. */
const LEAST_BESIDE = 90;
const INDENT = 4;

/** One transition as one JSON object: the incident line of docs/cli.md. */
export const incidentJsonLine = (transition: Transition): string => `${JSON.stringify(alertJson(transition))}\n`;

/** One transition for people: when, how bad, where, what. On a terminal in columns, long stories below themselves. */
export const incidentTextLine = (transition: Transition, { color, width }: LineLook): string => {
  const { incident, type, at } = transition;
  const style = textStyle(color);
  const when = isoOf(at).slice(0, WHEN_CELLS).replace('T', ' ');
  const mark =
    type === 'incident.resolved'
      ? style.good('resolved')
      : style.severity[incident.severity](incident.severity.toUpperCase().padEnd(MARK_CELLS));
  const who = terminalText(whoOf(incident));
  const story = terminalText(storyOf(transition));
  const since = `since ${isoOf(incident.startedAt).slice(11, 16)}`;
  if (width === undefined) return `${[when, mark, who, story, style.dim(since)].join(GAP)}\n`;
  const isBeside = width >= LEAST_BESIDE;
  const before = WHEN_CELLS + MARK_CELLS + 2 * GAP.length;
  const whoCells = isBeside ? Math.floor(width * WHO_SHARE) : width - before;
  const indent = isBeside ? before + whoCells + GAP.length : INDENT;
  const told = wrapToWidth(`${story}, ${since}`, width - indent);
  const name = cutToWidth(who, whoCells);
  const head = [style.dim(when), mark, style.bold(isBeside ? padToWidth(name, whoCells) : name)];
  const [first = '', ...rest] = told;
  const lines = isBeside ? [[...head, first].join(GAP)] : [head.join(GAP)];
  for (const line of isBeside ? rest : told) lines.push(' '.repeat(indent) + line);
  return lines.map((line) => `${line}\n`).join('');
};

const storyOf = (transition: Transition): string => {
  const { incident, type, changes } = transition;
  const sentence = incidentSentence(incident);
  if (type === 'incident.resolved') return `${resolvedWords(incident)} after ${lastedWords(transition)} (${sentence})`;
  const news = type === 'incident.updated' ? changes.map(changeWords).join(', ') : '';
  return news === '' ? sentence : `${news}: ${sentence}`;
};
