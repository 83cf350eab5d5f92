import {
  type CloudWatchLogsClient,
  DeleteSubscriptionFilterCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  LimitExceededException,
  PutSubscriptionFilterCommand,
  type PutSubscriptionFilterCommandInput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FilterOutcome, LogGroupList, LogGroups, SubscribedLogGroups } from '../core/subscribe/log-groups.ts';
import { epochMs } from '../core/units.ts';
import { orBusy } from './service-busy.ts';

/** The SDK must not try again by itself: see {@link orBusy}. */
export const SENT_ONCE = { maxAttempts: 1 } as const;

/** The one filter of an installation. */
export interface FilterTarget {
  readonly filterName: string;
  readonly destinationArn: string;
  /** The role that CloudWatch Logs writes a stream with; a function needs none. */
  readonly roleArn?: string;
}

export const listInput = (prefix: string, after?: string): DescribeLogGroupsCommandInput => ({
  ...(prefix === '' ? {} : { logGroupNamePrefix: prefix }),
  limit: 50, // the most that one call gives
  ...(after === undefined ? {} : { nextToken: after }),
});

export const filterInput = (logGroupName: string, target: FilterTarget): PutSubscriptionFilterCommandInput => ({
  logGroupName,
  filterName: target.filterName,
  filterPattern: '',
  destinationArn: target.destinationArn,
  ...(target.roleArn === undefined ? {} : { roleArn: target.roleArn, distribution: 'ByLogStream' }),
});

export const logGroupList = (client: CloudWatchLogsClient): LogGroupList => ({
  async list(prefix, after) {
    const command = new DescribeLogGroupsCommand(listInput(prefix, after));
    const { logGroups = [], nextToken } = await orBusy(client.send(command));
    const groups = logGroups.flatMap(({ logGroupName, creationTime, logGroupClass }) =>
      logGroupName === undefined
        ? []
        : [{ name: logGroupName, createdAt: epochMs(creationTime ?? 0), logClass: logGroupClass ?? 'STANDARD' }],
    );
    return nextToken === undefined ? { groups } : { groups, next: nextToken };
  },
});

export const subscribedLogGroups = (client: CloudWatchLogsClient, filterName: string): SubscribedLogGroups => ({
  ...logGroupList(client),

  async removeFilter(logGroupName) {
    try {
      await orBusy(client.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName })));
      return 'removed';
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'gone') return 'absent';
      if (outcome === 'denied') return 'denied';
      throw error;
    }
  },
});

export const cloudWatchLogGroups = (client: CloudWatchLogsClient, target: FilterTarget): LogGroups => ({
  ...subscribedLogGroups(client, target.filterName),

  async putFilter(logGroup) {
    try {
      await orBusy(client.send(new PutSubscriptionFilterCommand(filterInput(logGroup, target))));
      return 'put';
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === undefined) throw error;
      return outcome;
    }
  },
});

/** Trouble that one group has for itself; everything else would befall the next group too. */
const outcomeOf = (error: unknown): FilterOutcome | undefined => {
  if (error instanceof ResourceNotFoundException) return 'gone';
  if (error instanceof LimitExceededException) return 'filters-taken';
  if (error instanceof Error && error.name === 'AccessDeniedException') return 'denied';
  return undefined;
};
