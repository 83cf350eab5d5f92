import type { LogSearch } from '../core/pipeline/ports.ts';
import { serviceConnection } from './aws-connection.ts';
import { JsonService } from './json-service.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const MOST_LINES = 5;
const MOST_LINE_CHARS = 2_048;
/** An answer may be empty and go on elsewhere. */
const MOST_PAGES = 3;
const TIME_LIMIT_MS = 3_000;

interface Span {
  readonly from: number;
  readonly until: number;
}

export const filterInput = (
  logGroupName: string,
  { from, until }: Span,
  filterPattern: string,
  limit: number,
  after?: string,
): object => ({
  logGroupName,
  startTime: from,
  endTime: until,
  limit,
  ...(filterPattern === '' ? {} : { filterPattern }),
  ...(after === undefined ? {} : { nextToken: after }),
});

interface Line {
  readonly message: string;
  readonly logStream: string | undefined;
}

const linesOf = (events: unknown): Line[] =>
  (Array.isArray(events) ? events : []).flatMap((event: unknown): Line[] => {
    if (typeof event !== 'object' || event === null || !('message' in event)) return [];
    const { message } = event;
    const logStream =
      'logStreamName' in event && typeof event.logStreamName === 'string' ? event.logStreamName : undefined;
    return typeof message === 'string' ? [{ message: message.slice(0, MOST_LINE_CHARS), logStream }] : [];
  });

/** Memory by a report, of either log format. */
const memoryIn = (line: string | undefined): number | undefined => {
  const [, size] = /(?:Memory Size: |"memorySizeMB":\s?)([0-9]{1,6})/.exec(line ?? '') ?? [];
  return size === undefined ? undefined : Number(size);
};

/** Looks into the log group that Lambda gives a function, for three seconds at most. */
export const cloudWatchLogSearch = (variables: Variables, region: string): LogSearch => {
  const logs = new JsonService(serviceConnection('logs', variables, region), 'logs', 'Logs_20140328', '1.1');
  const find = async (group: string, span: Span, pattern: string, limit: number): Promise<Line[]> => {
    const lines: Line[] = [];
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES && lines.length < limit; page++) {
      const answer = await logs.ask('FilterLogEvents', filterInput(group, span, pattern, limit - lines.length, after));
      lines.push(...linesOf(answer['events']));
      const { nextToken } = answer;
      if (typeof nextToken !== 'string') break;
      after = nextToken;
    }
    return lines.slice(0, limit);
  };
  return {
    async search({ functionName, from, until, pattern }) {
      const group = `/aws/lambda/${functionName}`;
      const [lines, reports] = await inTime(
        Promise.all([
          find(group, { from, until }, pattern, MOST_LINES),
          find(group, { from, until }, '?"Memory Size:" ?"platform.report"', 1),
        ]),
      );
      const memorySizeMb = memoryIn(reports[0]?.message);
      const logStream = lines[0]?.logStream;
      return {
        lines: lines.map(({ message }) => message),
        ...(logStream !== undefined && { logStream }),
        ...(memorySizeMb !== undefined && { memorySizeMb }),
      };
    },
  };
};

const inTime = async <Value>(found: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the log did not answer in time')), TIME_LIMIT_MS);
  });
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
    found.catch(() => undefined);
  }
};
