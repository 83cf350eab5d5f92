import { evaluateHandler } from './evaluate-handler.ts';

/** Invoked by the schedule, once a minute. */
export const handler = evaluateHandler(process.env);
