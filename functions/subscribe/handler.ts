import { subscribeHandler } from './subscribe-handler.ts';

/** Invoked by the schedule, every few minutes. */
export const handler = subscribeHandler(process.env);
