import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { PastLines, SampleLine } from '../core/backfill/past-names.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { pause } from './retry.ts';

/** Most rows that one query gives. */
const MOST_ROWS = 10_000;
/** Ten groups and two weeks leave seventy rows for each day of a group. */
const MOST_GROUPS = 10;
/** CloudWatch Logs allows five calls a second. */
const POLL_EVERY_MS = 1_000;
/** A query that takes longer is stopped. */
const LONGEST_MS = 180_000;

/**
 * What a line may be about, so that one line stands for all that are about the same: a name that ends like an error's, or
 * the host of a URL. Only a guess; the line itself is read as ingest reads it.
 */
const QUERY = [
  String.raw`parse @message /(?<kind>"errorType":\s*"[^"]{1,80}"|[A-Za-z_.]{1,80}(?:Error|Exception)|Task timed out|Runtime exited|signal: killed|panic: )/`,
  String.raw`parse @message /https?:\/\/(?<host>[A-Za-z0-9._:\[\]-]{1,253})/`,
  'filter ispresent(kind) or ispresent(host)',
  'stats count(*) as lines, latest(@message) as line by @log, bin(1d), kind, host',
  `limit ${MOST_ROWS}`,
].join(' | ');

const MS_PER_SECOND = 1_000;

export const queryInput = (logGroups: readonly string[], from: EpochMs, until: EpochMs): StartQueryCommandInput => ({
  logGroupNames: [...logGroups],
  startTime: Math.floor(from / MS_PER_SECOND),
  endTime: Math.floor(until / MS_PER_SECOND) - 1, // included
  queryString: QUERY,
  limit: MOST_ROWS,
});

/** Rows of {@link QUERY}. */
export const samplesOf = ({ results = [] }: GetQueryResultsCommandOutput): readonly SampleLine[] =>
  results.flatMap((row): SampleLine[] => {
    const fields = new Map(row.map(({ field = '', value = '' }) => [field, value]));
    const log = fields.get('@log') ?? '';
    const day = Date.parse(`${(fields.get('bin(1d)') ?? '').replace(' ', 'T')}Z`);
    const count = Number(fields.get('lines'));
    const message = fields.get('line');
    if (message === undefined || !(count > 0) || Number.isNaN(day)) return [];
    // `account:group`; names of groups hold no colon.
    return [{ logGroup: log.slice(log.indexOf(':') + 1), day: epochMs(day), count, message }];
  });

const RUNNING: ReadonlySet<string | undefined> = new Set(['Running', 'Scheduled']);

/** CloudWatch Logs Insights over the groups of the account and Region. */
export const insightsSearch = (
  client: CloudWatchLogsClient,
  wait: (spanMs: number) => Promise<unknown> = pause,
): PastLines => ({
  mostGroups: MOST_GROUPS,

  async find(logGroups, from, until) {
    const { queryId } = await client.send(new StartQueryCommand(queryInput(logGroups, from, until)));
    for (let waitedMs = 0; ; waitedMs += POLL_EVERY_MS) {
      await wait(POLL_EVERY_MS);
      const answer = await client.send(new GetQueryResultsCommand({ queryId }));
      const bytesScanned = answer.statistics?.bytesScanned ?? 0;
      if (!RUNNING.has(answer.status)) {
        const lines = samplesOf(answer);
        const isWhole = answer.status === 'Complete' && (answer.results?.length ?? 0) < MOST_ROWS;
        return { lines, bytesScanned, isCut: !isWhole };
      }
      if (waitedMs >= LONGEST_MS) {
        await client.send(new StopQueryCommand({ queryId }));
        return { lines: samplesOf(answer), bytesScanned, isCut: true };
      }
    }
  },
});
