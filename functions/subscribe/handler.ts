import { subscribeHandler } from './subscribe-handler.ts';

/** Invoked by the schedule, every few minutes, and by EventBridge for a log group that was created. */
export const handler = subscribeHandler(process.env);
