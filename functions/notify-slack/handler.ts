import { notifySlackHandler } from './notify-slack-handler.ts';

/** Invoked by a queue that both topics write. */
export const handler = notifySlackHandler(process.env);
