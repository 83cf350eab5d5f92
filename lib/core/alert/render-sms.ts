import type { Transition } from '../incident/incident.ts';
import { asciiText } from './ascii-text.ts';
import { announcement } from './render-subject.ts';

/** One message of the GSM alphabet holds 160 characters; SNS may add a sender. */
const MOST_CHARS = 140;

/** Text message: what happened in one line. ASCII, so that it stays a single message. */
export const renderSms = (transition: Transition): string =>
  asciiText(`Nightjar ${announcement(transition)}`, MOST_CHARS);
