import type { SlackMessage } from './slack-message.ts';

/** The message of a channel that stands for an incident; what follows is told below it. */
export interface SlackThread {
  /** Channel as the secret names it: in another one there is no thread yet. */
  readonly asked: string;
  /** Channel as Slack names it. */
  readonly channel: string;
  readonly ts: string;
  /** The newest notice that it shows. */
  readonly sequence: number;
  /** As it was first posted. */
  readonly message: SlackMessage;
}

/** Where threads are kept. Of two that write at once, any may win. */
export interface SlackThreads {
  read(incidentId: string): Promise<SlackThread | undefined>;
  write(incidentId: string, thread: SlackThread): Promise<void>;
}

/** The first message as it is shown from now on: what was found stays, the line above says how it stands. */
export const broughtUpToDate = (first: SlackMessage, newest: SlackMessage): SlackMessage => ({
  text: newest.text,
  blocks: [...newest.blocks.slice(0, 1), ...first.blocks.slice(1)],
});
