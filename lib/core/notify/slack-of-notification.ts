import { logTextForPeople } from '../alert/log-text.ts';
import type { SlackMessage } from './slack-message.ts';
import { readAlarm, slackOfAlarm } from './slack-of-alarm.ts';
import { incidentOfAlert, nameOfAlert, readAlert, slackOfAlert, type ToldIncident } from './slack-of-alert.ts';
import { headerBlock, sectionBlock, slackLine } from './slack-text.ts';
import type { SnsNotification } from './sns-notification.ts';

/** A message, and the name by which a repeated delivery is known. */
export interface NamedMessage {
  readonly name: string;
  readonly message: SlackMessage;
  /** What it is a notice of, if of an incident. */
  readonly incident?: ToldIncident;
}

const MOST_UNKNOWN_CHARS = 500;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What a topic delivered, as a message: an alert, an alarm, or text of whoever else publishes there. */
export const slackOfNotification = ({ messageId, subject, message }: SnsNotification): NamedMessage => {
  const json = parsed(message);
  const alert = readAlert(json);
  if (alert !== undefined) {
    const incident = incidentOfAlert(alert);
    return { name: nameOfAlert(alert), message: slackOfAlert(alert), ...(incident && { incident }) };
  }
  const alarm = readAlarm(json);
  if (alarm !== undefined) return { name: messageId, message: slackOfAlarm(alarm) };
  const title = subject === '' ? 'Notification' : logTextForPeople(subject, 120);
  const text = logTextForPeople(message, MOST_UNKNOWN_CHARS);
  return {
    name: messageId,
    message: {
      text: slackLine(`${title}: ${text}`),
      blocks: [headerBlock(':envelope:', title), ...sectionBlock('', [slackLine(text)])],
    },
  };
};
