import { asciiText } from './ascii-text.ts';

/** One message of the GSM alphabet holds 160 characters; SNS may add a sender. */
const MOST_CHARS = 140;

/** Text message: what happened in one line. ASCII, so that it stays a single message. */
export const renderSms = (title: string): string => asciiText(`Nightjar ${title}`, MOST_CHARS);
