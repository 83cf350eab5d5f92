import type { AlertText } from './alert-text.ts';
import { renderSubject } from './render-subject.ts';

export interface Email {
  readonly subject: string;
  readonly text: string;
}

const bullets = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`);
const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

/**
 * A mail in plain text that reads on a phone: what happened, whom, since when, how unusual, why it may be, what to do;
 * where to look comes last, as links are long. `name` stands below it, for replies and searches.
 */
export const renderEmail = (words: AlertText, isOver: boolean, name: string): Email => {
  const unusual = words.unusual.length === 1 ? words.unusual : bullets(words.unusual);
  const text = [
    ...words.lead,
    '',
    ...words.whom,
    ...words.when,
    ...(words.owner === undefined ? [] : [`Owner: ${words.owner}`]),
    ...section(isOver ? 'How unusual it was' : 'How unusual it is', unusual),
    ...section('The last hours', words.recent),
    ...section(isOver ? 'Why it may have been' : 'Why it may be', bullets(words.reasons)),
    ...section('What it costs', words.cost),
    ...section('From the logs', bullets(words.logLines)),
    ...section('What to do', bullets(words.nextSteps)),
    ...section('About this alert', [
      ...words.about,
      ...(words.muteCommand === undefined ? [] : [`Known and harmless? ${words.muteCommand}`]),
    ]),
    ...words.links.flatMap(({ name, url }) => ['', `${name}:`, url]),
    '',
    name,
  ];
  return { subject: renderSubject(words.title), text: `${text.join('\n')}\n` };
};
