import type { Severity } from '../signal.ts';
import type { AlertText } from './alert-text.ts';
import { chatText } from './chat-text.ts';
import { cutTo } from './plain-text.ts';

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
/** 8,000 by the schema. */
const MOST_DESCRIPTION_CHARS = 7_900;
const MOST_FACTS = 4;
const MARKS = {
  low: ':white_circle:',
  medium: ':large_yellow_circle:',
  high: ':large_orange_circle:',
  critical: ':red_circle:',
} as const;
const RESOLVED_MARK = ':large_green_circle:';

/** What a notification is about, for programs that group and filter. */
export interface ChatSubject {
  /** Differs for each notice. */
  readonly id: string;
  /** The same for notices of one incident. */
  readonly threadId: string;
  readonly eventType: string;
  readonly severity: Severity;
  readonly isOver: boolean;
  readonly keywords: readonly string[];
}

export const renderChat = (words: AlertText, subject: ChatSubject): ChatNotification => {
  const description = [
    ...words.lead,
    ...(words.reasons.length === 0 ? words.whom : []),
    ...words.when,
    ...words.reasons.slice(0, MOST_FACTS).map((reason) => `• ${reason}`),
  ].map(chatText);
  const urls = words.links.map(({ name, url }) => `<${url}|${name}>`).join(' · ');
  const mark = subject.isOver ? RESOLVED_MARK : MARKS[subject.severity];
  return {
    version: '1.0',
    source: 'custom',
    id: subject.id,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${chatText(cutTo(words.title, MOST_TITLE_CHARS - 40))}`,
      description: fitted(description, urls).join('\n'),
      nextSteps: words.nextSteps.map(chatText),
      keywords: subject.keywords,
    },
    metadata: {
      threadId: subject.threadId,
      summary: chatText(cutTo(words.title, MOST_SUMMARY_CHARS)),
      eventType: subject.eventType,
      relatedResources: [],
    },
  };
};

/** As many lines as the schema takes, and the links in any case. */
const fitted = (lines: readonly string[], urls: string): string[] => {
  const kept: string[] = [];
  let room = MOST_DESCRIPTION_CHARS - urls.length - 2;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  if (kept.length < lines.length) kept.push('…');
  return urls === '' ? kept : [...kept, urls];
};
