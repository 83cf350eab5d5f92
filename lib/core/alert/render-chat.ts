import type { Transition } from '../incident/incident.ts';
import type { AlertLinks } from './alert-links.ts';
import { linksFor } from './alert-links.ts';
import { chatText } from './chat-text.ts';
import { factSentence } from './fact-sentence.ts';
import { incidentSentence, strongestMember, whoOf } from './incident-sentence.ts';
import { nextSteps } from './next-steps.ts';
import { cutTo } from './plain-text.ts';
import { announcement } from './render-subject.ts';
import { SIGNAL_WORDS } from './signal-words.ts';
import { changeWords, instantWords, lastedWords, resolvedWords } from './transition-words.ts';

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

const news = (transition: Transition): string[] => {
  if (transition.type === 'incident.updated') return [transition.changes.map(changeWords).join('; ')];
  if (transition.type === 'incident.opened') return [];
  return [`${resolvedWords(transition.incident)}, lasted ${lastedWords(transition)}`];
};

export const renderChat = (transition: Transition, links: AlertLinks): ChatNotification => {
  const { incident, at, type } = transition;
  const { evidence } = strongestMember(incident);
  const isOver = type === 'incident.resolved';
  const description = [
    ...news(transition),
    incidentSentence(incident),
    `Since ${instantWords(incident.startedAt)}, severity ${incident.severity}`,
    ...evidence.facts.slice(0, MOST_FACTS).map((fact) => `• ${factSentence(fact)}`),
  ].map(chatText);
  const urls = linksFor(incident, at, links).map(({ name, url }) => `<${url}|${name}>`);
  const mark = isOver ? RESOLVED_MARK : MARKS[incident.severity];
  return {
    version: '1.0',
    source: 'custom',
    id: `${incident.id}-${incident.sequence}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${chatText(cutTo(announcement(transition), MOST_TITLE_CHARS - 40))}`,
      description: [...description, urls.join(' · ')].filter((line) => line !== '').join('\n'),
      nextSteps: isOver ? [] : nextSteps(evidence).map(chatText),
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
