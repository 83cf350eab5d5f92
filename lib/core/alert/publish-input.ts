import type { Transition } from '../incident/incident.ts';
import { type AlertSummary, isSummary, type Notice } from '../incident/notice.ts';
import type { AlertDetails } from './alert-details.ts';
import type { AlertJson } from './alert-json.ts';
import { alertJson } from './alert-json.ts';
import type { AlertLinks } from './alert-links.ts';
import { type AlertText, alertText } from './alert-text.ts';
import { type ChatSubject, renderChat } from './render-chat.ts';
import { renderEmail } from './render-email.ts';
import { renderSms } from './render-sms.ts';
import { SIGNAL_WORDS } from './signal-words.ts';
import { summaryJson } from './summary-json.ts';
import { summaryText } from './summary-text.ts';

interface StringAttribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/** Body of an SNS `Publish` request: one publish, a text for each protocol. */
export interface PublishInput {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly MessageStructure: 'json';
  readonly Message: string;
  /** For filter policies, as in `{"severity":["critical"]}`. */
  readonly MessageAttributes: {
    readonly severity: StringAttribute;
    readonly signal: StringAttribute;
    readonly function: StringAttribute;
    readonly type: StringAttribute;
  };
}

/**
 * SNS takes 262,144 bytes, attributes and subject included; 6 KiB are left for those.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MOST_MESSAGE_BYTES = 256 * 1_024 - 6 * 1_024;

/** Steps of shedding, mildest first: each is tried on the whole alert until the message fits. */
const SHEDDING: readonly ((alert: AlertJson) => AlertJson)[] = [
  (alert) => alert,
  (alert) => ({ ...alert, evidence: alert.evidence.slice(0, 20) }),
  (alert) => ({
    ...alert,
    evidence: alert.evidence.slice(0, 20).map((piece) => ({ ...piece, facts: piece.facts.slice(0, 1) })),
  }),
  (alert) => ({ ...alert, evidence: alert.evidence.slice(0, 1).map((piece) => ({ ...piece, facts: [] })) }),
  ({ functions: _, ...alert }) => ({ ...alert, evidence: [] }),
];

/** Function and signal of a summary, for filter policies: what every summary is about. */
const SEVERAL = 'several';

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
const attribute = (value: string): StringAttribute => ({ DataType: 'String', StringValue: value });

/** What an alert says in each way: to programs (in steps of shedding), to people, and for filter policies. */
interface Bodies {
  readonly words: AlertText;
  /** Mildest first; the last one fits whatever happens. */
  readonly json: readonly (() => object)[];
  readonly subject: ChatSubject;
  readonly name: string;
  readonly attributes: { readonly signal: string; readonly function: string };
}

const ofTransition = (transition: Transition, links: AlertLinks, details: AlertDetails): Bodies => {
  const { incident, type } = transition;
  const words = alertText(transition, links, details);
  const alert: AlertJson = { ...alertJson(transition), text: words };
  return {
    words,
    json: SHEDDING.map((shed) => () => shed(alert)),
    subject: {
      id: `${incident.id}-${incident.sequence}`,
      threadId: incident.id,
      eventType: type,
      severity: incident.severity,
      isOver: type === 'incident.resolved',
      keywords: [incident.severity, SIGNAL_WORDS[incident.signal]],
    },
    name: `Incident ${incident.id}, notice ${incident.sequence}`,
    attributes: { signal: incident.signal, function: alert.function === '' ? 'unknown' : alert.function },
  };
};

const ofSummary = (summary: AlertSummary, links: AlertLinks): Bodies => {
  const words = summaryText(summary, links);
  const { id, type, severity } = summary;
  const json = summaryJson(summary, words);
  return {
    words,
    json: [
      () => json,
      () => ({ ...json, incidents: json.incidents.slice(0, 100) }),
      () => ({ ...json, incidents: [] }),
    ],
    subject: { id, threadId: id, eventType: type, severity, isOver: false, keywords: [severity] },
    name: `Summary ${id}`,
    attributes: { signal: SEVERAL, function: SEVERAL },
  };
};

/**
 * The SNS request for one notice. Protocols that have no text of their own (`email-json`, `sqs`, `lambda`, …) get
 * `default`: the JSON alert. Too large a message sheds, in this order: evidence beyond 20 pieces, facts beyond the
 * first of each, evidence beyond the first, all evidence and the list of functions; a summary the incidents beyond 100,
 * then the list (they are still named in its text).
 */
export const buildPublishInput = (
  notice: Notice,
  topicArn: string,
  links: AlertLinks,
  details: AlertDetails = {},
): PublishInput => {
  const bodies = isSummary(notice) ? ofSummary(notice, links) : ofTransition(notice, links, details);
  const { words, subject } = bodies;
  const email = renderEmail(words, subject.isOver, bodies.name);
  const texts = {
    email: email.text,
    https: JSON.stringify(renderChat(words, subject)),
    sms: renderSms(words.title),
  };
  let message = '';
  for (const json of bodies.json) {
    message = JSON.stringify({ default: JSON.stringify(json()), ...texts });
    if (byteLength(message) <= MOST_MESSAGE_BYTES) break;
  }
  return {
    TopicArn: topicArn,
    Subject: email.subject,
    MessageStructure: 'json',
    Message: message,
    MessageAttributes: {
      severity: attribute(subject.severity),
      signal: attribute(bodies.attributes.signal),
      function: attribute(bodies.attributes.function),
      type: attribute(notice.type),
    },
  };
};
