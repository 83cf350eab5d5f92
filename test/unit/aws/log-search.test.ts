import { afterEach, describe, expect, it } from 'vitest';
import { cloudWatchLogSearch } from '../../../lib/aws/log-search.ts';
import { evidenceSearch } from '../../../lib/core/alert/insights-query.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import { findDetails } from '../../../lib/core/pipeline/find-details.ts';
import { historyRows } from '../../../lib/core/pipeline/history-rows.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import type { LogQuery, LogSearch } from '../../../lib/core/pipeline/ports.ts';
import { addMinutes, epochMs, startOf } from '../../../lib/core/units.ts';
import { aFunction, at } from '../../support/alarm-edges.ts';
import { aMember, EVIDENCE_STORIES, opened } from '../../support/alert-stories.ts';
import { startHttpDouble } from '../../support/dynalite.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

const QUERY: LogQuery = {
  functionName: 'checkout',
  from: epochMs(1_767_729_600_000),
  until: epochMs(1_767_729_900_000),
  pattern: '?"TimeoutError"',
};

const searchOver = async (answer: (body: Record<string, unknown>) => { status: number; body: string } | 'hang up') => {
  const double = await startHttpDouble((operation, body) => {
    expect(operation).toBe('FilterLogEvents');
    return answer(JSON.parse(body));
  });
  stop = double.stop;
  const variables = { AWS_ENDPOINT_URL: double.endpoint, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
  return cloudWatchLogSearch(variables, 'eu-west-1');
};
const page = (messages: readonly string[], nextToken?: string) => ({
  status: 200,
  body: JSON.stringify({
    events: messages.map((message) => ({ message, logStreamName: '2026/01/06/[1]ab' })),
    ...(nextToken && { nextToken }),
  }),
});

describe('looking for log lines', () => {
  it('asks for five lines of exactly that time and group, and for the memory size by a report', async () => {
    const asked: Record<string, unknown>[] = [];
    const logs = await searchOver((body) => {
      asked.push(body);
      if (String(body['filterPattern']).includes('Memory Size'))
        return page(['REPORT RequestId: x Memory Size: 512 MB\tMax']);
      return page(['a', 'b']);
    });
    expect(await logs.search(QUERY)).toEqual({
      lines: ['a', 'b'],
      logStream: '2026/01/06/[1]ab',
      memorySizeMb: 512,
    });
    expect(asked[0]).toEqual({
      logGroupName: '/aws/lambda/checkout',
      startTime: QUERY.from,
      endTime: QUERY.until,
      limit: 5,
      filterPattern: '?"TimeoutError"',
    });
  });

  it('follows empty pages, three at most, and cuts long lines', async () => {
    let pages = 0;
    const logs = await searchOver((body) => {
      if (String(body['filterPattern']).includes('Memory Size')) return page([]);
      pages++;
      return pages === 3 ? page(['x'.repeat(300_000)], 'more') : page([], 'more');
    });
    const { lines, memorySizeMb } = await logs.search(QUERY);
    expect([lines.length, lines[0]?.length, pages, memorySizeMb]).toEqual([1, 2_048, 3, undefined]);
  });

  it('rejects when the log may not be read', async () => {
    const logs = await searchOver(() => ({ status: 400, body: '{"__type":"AccessDeniedException"}' }));
    await expect(logs.search(QUERY)).rejects.toThrow('AccessDenied');
  });
});

describe('filter patterns', () => {
  it('hold nothing of a name but harmless signs', () => {
    const evidence = {
      ...EVIDENCE_STORIES['errors-up'],
      facts: [{ kind: 'error-kind', name: 'Bad" ?* | delete', count: 1, usualPerDay: 0 } as const],
    };
    expect(evidenceSearch(evidence)).toBe('?"Bad"');
    for (const story of Object.values(EVIDENCE_STORIES)) {
      expect(evidenceSearch(story)).toMatch(/^(?:\?(?:"[\p{L}\p{N} _.:@/-]+"|[A-Za-z]+) ?)+$/u);
    }
  });
});

describe('details of an alert', () => {
  const key = aFunction('checkout');
  const transition = opened([aMember(key, EVIDENCE_STORIES['invocations-up'])]);
  const orders = new Orders({
    overrides: [{ function: 'checkout', owner: 'team-shop', runbookUrl: 'https://wiki.example/checkout' }],
  });
  const tableWithHistory = async () => {
    const table = new MemoryTable();
    const band = { lower: 0, upper: 1_500 };
    const points = Array.from({ length: 8 }, (_, index) => ({
      minute: addMinutes(at(0), -15 * (index + 1)),
      invocations: 900,
      errors: 0,
      durationMsMedian: 200,
      invocationsBand: band,
      errorsBand: band,
      durationMsBand: band,
    }));
    const entries = points.map((point) => ({ id: functionIdOf(key), point, late: false }));
    await table.putAll(historyRows({ slots: 1, slot: 0 }, 1, entries, 86_400_000));
    return table;
  };

  it('are owner, runbook, the last hours, lines of the deviation, and its price', async () => {
    const queries: LogQuery[] = [];
    const logs: LogSearch = {
      search: async (query) => {
        queries.push(query);
        return { lines: ['a line'], memorySizeMb: 256 };
      },
    };
    const ports = { table: await tableWithHistory(), logs, costOf: (_: unknown, mb: number) => mb / 100 };
    const details = await findDetails(ports, orders)(transition);
    expect(details).toMatchObject({
      owner: 'team-shop',
      runbookUrl: 'https://wiki.example/checkout',
      logLines: ['a line'],
      dollarsPerHour: 2.56,
    });
    expect(details.history).toHaveLength(8);
    expect(queries).toMatchObject([{ functionName: 'checkout', from: startOf(at(0)), until: transition.at }]);
  });

  it('are fewer when the log does not answer, and never fail', async () => {
    const logs: LogSearch = { search: () => Promise.reject(new Error('late')) };
    const details = await findDetails({ table: await tableWithHistory(), logs, costOf: () => 1 }, orders)(transition);
    expect(Object.keys(details).toSorted()).toEqual(['history', 'owner', 'runbookUrl']);
  });

  it('look into logs for the first alerts of a tick only, and never for what is no function', async () => {
    let searches = 0;
    const logs: LogSearch = {
      search: async () => {
        searches++;
        return { lines: [] };
      },
    };
    const detailsOf = findDetails({ table: new MemoryTable(), logs, costOf: () => undefined }, new Orders());
    await detailsOf(opened([aMember(aFunction('interface:eni-0abc'), EVIDENCE_STORIES['outbound-up'])]));
    expect(searches).toBe(0);
    for (let index = 0; index < 9; index++) await detailsOf(transition);
    expect(searches).toBe(5);
  });
});
