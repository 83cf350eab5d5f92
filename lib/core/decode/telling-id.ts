import { hash53 } from '../hash.ts';
import type { LogEvent } from './log-batch.ts';

/** What a delivery is known by, given its first event: the event's id, and where it has none what it says and when. */
export const tellingIdOf = ({ id, timestamp, message }: LogEvent): string => id || `${timestamp}.${hash53(message)}`;
