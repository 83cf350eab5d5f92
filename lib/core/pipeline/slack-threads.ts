import type { SlackThread, SlackThreads } from '../notify/slack-thread.ts';
import { epochMs, MINUTES_PER_DAY, MS_PER_MINUTE } from '../units.ts';
import { type Clock, type Row, type Table, TableProblem } from './ports.ts';
import { SLACK_PARTITION } from './table-keys.ts';

/** Longer than an incident lasts or is taken up again. */
const LIFE_MS = 35 * MINUTES_PER_DAY * MS_PER_MINUTE;

interface StoredThread {
  readonly v: 1;
  readonly thread: SlackThread;
}

/** Threads as rows of the table. What cannot be read or written makes a new message, never a lost one. */
export const slackThreads = (table: Table, clock: Clock): SlackThreads => ({
  read: async (incidentId) => {
    const row = await table.get(SLACK_PARTITION, incidentId).catch(passOver);
    if (row === undefined) return undefined;
    const { v, thread } = JSON.parse(String(row.data)) as StoredThread;
    return v === 1 ? thread : undefined;
  },
  write: async (incidentId, thread) => {
    const stored: StoredThread = { v: 1, thread };
    const row: Row = {
      partition: SLACK_PARTITION,
      sort: incidentId,
      revision: thread.sequence,
      data: JSON.stringify(stored),
      expiresAt: epochMs(clock() + LIFE_MS),
    };
    await table.put(row).catch(passOver);
  },
});

const passOver = (error: unknown): undefined => {
  if (error instanceof TableProblem) return undefined;
  throw error;
};
