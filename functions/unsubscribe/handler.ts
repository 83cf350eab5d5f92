import { unsubscribeHandler } from './unsubscribe-handler.ts';

/** Invoked by CloudFormation when the stack is made, changed or deleted, and by itself while filters are left. */
export const handler = unsubscribeHandler(process.env);
