import * as v from 'valibot';
import { alarmUrl } from '../alert/console-urls.ts';
import { plainText } from '../alert/plain-text.ts';
import { SLACK_LIMITS, type SlackMessage } from './slack-message.ts';
import { fitted, headerBlock, sectionBlock, slackCode, slackLine } from './slack-text.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
const alarmSchema = v.object({
  AlarmName: v.string(),
  AlarmDescription: v.nullish(v.string(), ''),
  NewStateValue: v.picklist(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: v.nullish(v.string(), ''),
  StateChangeTime: v.nullish(v.string(), ''),
  AlarmArn: v.nullish(v.string(), ''),
});

type Alarm = v.InferOutput<typeof alarmSchema>;

/** The notification of a CloudWatch alarm; `undefined` for anything else. */
export const readAlarm = (json: unknown): Alarm | undefined => {
  const parsed = v.safeParse(alarmSchema, json, { abortEarly: true });
  return parsed.success ? parsed.output : undefined;
};

const STATES = {
  ALARM: { mark: ':rotating_light:', word: 'ALARM' },
  OK: { mark: ':large_green_circle:', word: 'OK again' },
  INSUFFICIENT_DATA: { mark: ':white_circle:', word: 'no data' },
} as const;

const MOST_NAME_CHARS = 255;
const MOST_CHARS = 500;

/** Alarms of others may use this topic too: their words are one line and escaped like all others. */
const linesOf = (text: string): string[] => {
  const line = plainText(text, MOST_CHARS);
  return line === '' ? [] : [slackLine(line)];
};

/** An alarm about Nightjar itself, or whatever else uses the operations topic. */
export const slackOfAlarm = (alarm: Alarm): SlackMessage => {
  const { mark, word } = STATES[alarm.NewStateValue];
  const title = `[${word}] ${plainText(alarm.AlarmName, MOST_NAME_CHARS)}`;
  const [, , , region = '', account = ''] = alarm.AlarmArn.split(':');
  const url = alarmUrl(region, alarm.AlarmName);
  const place = [region, account].filter((part) => part !== '').join(' · ');
  const lead = linesOf(alarm.AlarmDescription);
  return {
    text: fitted([slackLine(title), ...lead], SLACK_LIMITS.textChars),
    blocks: [
      headerBlock(mark, title),
      ...sectionBlock('', lead),
      ...sectionBlock('', linesOf(alarm.NewStateReason)),
      ...(url === undefined ? [] : sectionBlock('', [`<${url.replaceAll('&', '&amp;')}|Alarm>`])),
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: slackCode(plainText([place, alarm.StateChangeTime].join(' · '), 200)) }],
      },
    ],
  };
};
