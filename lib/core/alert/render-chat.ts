import type { Transition } from '../incident/incident.ts';
import type { AlertText } from './alert-text.ts';
import { chatText } from './chat-text.ts';
import { incidentSentence, whoOf } from './incident-sentence.ts';
import { cutTo } from './plain-text.ts';
import { SIGNAL_WORDS } from './signal-words.ts';

/**
 * Custom notification of Amazon Q Developer in chat applications, schema version 1.0.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Notices of one incident share a thread. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
  };
}

const MOST_TITLE_CHARS = 250;
const MOST_SUMMARY_CHARS = 250;
const MOST_FACTS = 4;
const MARKS = {
  low: ':white_circle:',
  medium: ':large_yellow_circle:',
  high: ':large_orange_circle:',
  critical: ':red_circle:',
} as const;
const RESOLVED_MARK = ':large_green_circle:';

export const renderChat = ({ incident, type }: Transition, words: AlertText): ChatNotification => {
  const isOver = type === 'incident.resolved';
  const description = [
    ...words.lead,
    ...words.when,
    ...words.reasons.slice(0, MOST_FACTS).map((reason) => `• ${reason}`),
  ].map(chatText);
  const urls = words.links.map(({ name, url }) => `<${url}|${name}>`);
  const mark = isOver ? RESOLVED_MARK : MARKS[incident.severity];
  return {
    version: '1.0',
    source: 'custom',
    id: `${incident.id}-${incident.sequence}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${chatText(cutTo(words.title, MOST_TITLE_CHARS - 40))}`,
      description: [...description, urls.join(' · ')].filter((line) => line !== '').join('\n'),
      nextSteps: words.nextSteps.map(chatText),
      keywords: [incident.severity, SIGNAL_WORDS[incident.signal]],
    },
    metadata: {
      threadId: incident.id,
      summary: chatText(cutTo(`${whoOf(incident)}: ${incidentSentence(incident)}`, MOST_SUMMARY_CHARS)),
      eventType: type,
      relatedResources: [],
    },
  };
};
