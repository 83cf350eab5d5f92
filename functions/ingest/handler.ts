import { ingestHandler } from './ingest-handler.ts';

/** Invoked by CloudWatch Logs, or by the event source of a Kinesis stream. */
export const handler = ingestHandler(process.env);
