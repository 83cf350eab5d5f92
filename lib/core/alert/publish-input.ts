import type { Transition } from '../incident/incident.ts';
import type { AlertDetails } from './alert-details.ts';
import type { AlertJson } from './alert-json.ts';
import { alertJson } from './alert-json.ts';
import type { AlertLinks } from './alert-links.ts';
import { alertText } from './alert-text.ts';
import { renderChat } from './render-chat.ts';
import { renderEmail } from './render-email.ts';
import { renderSms } from './render-sms.ts';

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

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
const attribute = (value: string): StringAttribute => ({ DataType: 'String', StringValue: value });

/**
 * The SNS request for one transition. Protocols that have no text of their own (`email-json`, `sqs`, `lambda`, …) get
 * `default`: the JSON alert. Too large a message sheds, in this order: evidence beyond 20 pieces, facts beyond the
 * first of each, evidence beyond the first, all evidence and the list of functions.
 */
export const buildPublishInput = (
  transition: Transition,
  topicArn: string,
  links: AlertLinks,
  details: AlertDetails = {},
): PublishInput => {
  const words = alertText(transition, links, details);
  const email = renderEmail(transition, words);
  const alert = { ...alertJson(transition), text: words };
  const texts = {
    email: email.text,
    https: JSON.stringify(renderChat(transition, words)),
    sms: renderSms(transition),
  };
  const messageOf = (shed: (alert: AlertJson) => AlertJson): string =>
    JSON.stringify({ default: JSON.stringify(shed(alert)), ...texts });
  let message = '';
  for (const shed of SHEDDING) {
    message = messageOf(shed);
    if (byteLength(message) <= MOST_MESSAGE_BYTES) break;
  }
  return {
    TopicArn: topicArn,
    Subject: email.subject,
    MessageStructure: 'json',
    Message: message,
    MessageAttributes: {
      severity: attribute(alert.severity),
      signal: attribute(alert.signal),
      function: attribute(alert.function === '' ? 'unknown' : alert.function),
      type: attribute(alert.type),
    },
  };
};
