import { backfillHandler } from './backfill-handler.ts';

/** What Lambda calls. */
export const handler = backfillHandler(process.env);
