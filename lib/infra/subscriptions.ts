import { Token } from 'aws-cdk-lib';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Delivery } from './delivery.ts';
import type { ListedLogSource } from './log-source.ts';

export interface SubscriptionsProps {
  readonly sources: readonly ListedLogSource[];
  readonly delivery: Delivery;
  readonly filterName: string;
}

/**
 * Subscription filters of the log groups that are listed by name. One is put after the other: CloudWatch Logs takes
 * five such calls a second from the whole account, and CloudFormation would send all at once. The price is about a
 * second of deployment for each group.
 */
export class Subscriptions extends Construct {
  readonly filters: readonly CfnSubscriptionFilter[];

  constructor(scope: Construct, id: string, { sources, delivery, filterName }: SubscriptionsProps) {
    super(scope, id);
    const names = [...new Set(sources.flatMap((source) => source.names))];
    this.filters = names.map((logGroupName, index) => {
      const id = idOf(logGroupName, index);
      // `/a/b-c` and `/a-b/c` are two groups of one id.
      const filter = new CfnSubscriptionFilter(this, this.node.tryFindChild(id) === undefined ? id : `${id}-${index}`, {
        logGroupName,
        filterName,
        filterPattern: '', // everything: a pattern would hide error text and the volume of lines
        destinationArn: delivery.destinationArn,
        ...(delivery.role === undefined ? {} : { roleArn: delivery.role.roleArn, distribution: 'ByLogStream' }),
      });
      filter.node.addDependency(...delivery.ready);
      return filter;
    });
    for (const [index, filter] of this.filters.entries()) {
      const previous = this.filters[index - 1];
      if (previous !== undefined) filter.addResourceDependency(previous);
    }
  }
}

/** By name where it is known, so that a change of the list touches only the groups that changed. */
const idOf = (logGroupName: string, index: number): string =>
  Token.isUnresolved(logGroupName) ? `Unnamed${index}` : logGroupName.replaceAll('/', '-').replace(/^-/, '');
