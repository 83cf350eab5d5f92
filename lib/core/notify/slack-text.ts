import { chatText } from '../alert/chat-text.ts';
import { cutTo, plainText } from '../alert/plain-text.ts';
import { type MarkdownText, SLACK_LIMITS, type SlackBlock } from './slack-message.ts';

/** An escaped sign is up to five characters long, so a raw text of this part of a limit always fits. */
const LONGEST_ESCAPE = 5;

const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ['<', '‹'],
  ['>', '›'],
  ['&', '＆'],
]);

/** Text inside a code span or block, where only these signs have a meaning. It can be copied as it is shown. */
export const slackCode = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', "'");

/** As many of the lines as fit, joined; what does not fit is said to be missing. */
export const fitted = (lines: readonly string[], mostChars: number): string => {
  const all = lines.join('\n');
  if (all.length <= mostChars) return all;
  const kept: string[] = [];
  let room = mostChars - 2;
  for (const line of lines) {
    if (line.length + 1 > room) break;
    kept.push(line);
    room -= line.length + 1;
  }
  return [...kept, '…'].join('\n');
};

/** The one line above a message. Never mark-up: signs with a meaning are replaced by their like. */
export const headerBlock = (mark: string, title: string): SlackBlock => {
  const text = [...plainText(title, SLACK_LIMITS.headerChars)].map((sign) => LOOKALIKES.get(sign) ?? sign).join('');
  return {
    type: 'header',
    text: { type: 'plain_text', text: cutTo(`${mark} ${text}`, SLACK_LIMITS.headerChars), emoji: true },
  };
};

/** Lines that are escaped already, below a title; nothing when there are none. */
export const sectionBlock = (title: string, lines: readonly string[]): SlackBlock[] => {
  if (lines.length === 0) return [];
  const text = fitted([...(title === '' ? [] : [`*${title}*`]), ...lines], SLACK_LIMITS.sectionChars);
  return [{ type: 'section', text: { type: 'mrkdwn', text } }];
};

/** All lines, in as many sections as they need. */
export const sectionBlocks = (lines: readonly string[], mostSections: number): SlackBlock[] => {
  const sections: string[][] = [];
  let room = 0;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0 || sections.length === 0) {
      sections.push([]);
      room = SLACK_LIMITS.sectionChars - line.length - 1;
    }
    sections.at(-1)?.push(line);
  }
  return sections.slice(0, mostSections).flatMap((section) => sectionBlock('', section));
};

export const codeBlock = (title: string, lines: readonly string[]): SlackBlock[] => {
  if (lines.length === 0) return [];
  const room = SLACK_LIMITS.sectionChars - title.length - 12; // signs around title and code
  const code = fitted(
    lines.map((line) => slackCode(cutTo(line, Math.floor(room / LONGEST_ESCAPE)))),
    room,
  );
  return [{ type: 'section', text: { type: 'mrkdwn', text: `*${title}*\n\`\`\`${code}\`\`\`` } }];
};

/** A small named value; `value` is escaped already. */
export const field = (name: string, value: string): MarkdownText => ({
  type: 'mrkdwn',
  text: fitted([`*${name}*`, value], SLACK_LIMITS.fieldChars),
});

/** Text from outside as a line of a message. */
export const slackLine = (text: string): string =>
  chatText(cutTo(text, Math.floor((SLACK_LIMITS.sectionChars - 100) / LONGEST_ESCAPE)));
