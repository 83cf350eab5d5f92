import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { SubscriptionConfig } from '../config/config.ts';
import { writeSubscribeEnvironment } from '../config/environment.ts';
import { prefixesOf, tagQueries } from '../core/log-group-selection.ts';
import { OWN_LOG_GROUP_PREFIX } from '../core/own-log-groups.ts';
import { CreatedGroupsRule } from './created-groups-rule.ts';
import type { Delivery } from './delivery.ts';
import { FilterRemoval } from './filter-removal.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import { HandlerSchedule } from './handler-schedule.ts';
import { acknowledgePatterns, logGroupPatterns } from './log-group-patterns.ts';
import type { PrefixLogSource } from './log-source.ts';
import type { Storage } from './storage.ts';

export interface SubscriberProps {
  readonly sources: readonly PrefixLogSource[];
  readonly delivery: Delivery;
  readonly filterName: string;
  readonly subscription: SubscriptionConfig;
  readonly storage: Storage;
  readonly settings: HandlerSettings;
}

/**
 * Puts the subscription filter on every group below a prefix, and on new ones within minutes; and takes away what it put.
 * Where no source is by prefix only the latter is there.
 */
export class Subscriber extends Construct {
  readonly removal: FilterRemoval;
  /** Absent where no source is by prefix. */
  readonly handler?: HandlerFunction;

  constructor(scope: Construct, id: string, props: SubscriberProps) {
    super(scope, id);
    const { delivery, sources, subscription } = props;
    const prefixes = prefixesOf(sources);
    if (prefixes.length > 0) this.handler = this.#subscribe(props);
    this.removal = new FilterRemoval(this, 'Removal', { ...props, prefixes });
    if (this.handler === undefined) return;
    this.#allowFilters(this.handler, prefixes, tagQueries(sources).length > 0, delivery);
    if (subscription.type === 'account') this.#allowPolicy(this.handler);
    const schedule = new HandlerSchedule(this, 'Schedule', {
      description: 'Nightjar: looks for log groups',
      handler: this.handler,
      every: EVERY,
    });
    const created = new CreatedGroupsRule(this, 'Created', { handler: this.handler, prefixes });
    for (const starter of [schedule, created]) starter.node.addDependency(this.removal.resource, ...delivery.ready);
  }

  #subscribe({ delivery, filterName, sources, subscription, settings, storage }: SubscriberProps): HandlerFunction {
    const handler = new HandlerFunction(this, 'Handler', {
      ...settings,
      handler: 'subscribe',
      description: 'Nightjar: puts its subscription filter on the log groups it watches',
      environment: writeSubscribeEnvironment({
        installation: settings.installation,
        tableName: storage.table.tableName,
        selection: sources,
        filterName,
        destinationArn: delivery.destinationArn,
        writerRoleArn: delivery.role?.roleArn ?? '',
        maximumForeignShare: subscription.type === 'account' ? subscription.maximumForeignShare : 'never',
      }),
      memoryMb: 256,
      timeout: EVERY, // two runs never overlap for long
    });
    storage.grant(handler.role, 'dynamodb:GetItem', 'dynamodb:PutItem');
    return handler;
  }

  /** CloudWatch Logs asks for the right to filter every group from whoever puts or removes a policy for all of them. */
  #allowPolicy({ role }: HandlerFunction): void {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'AccountPolicy',
        actions: ['logs:PutAccountPolicy', 'logs:DescribeAccountPolicies', 'logs:DeleteAccountPolicy'],
        resources: ['*'], // none of them knows a resource
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'FilterAll',
        actions: ['logs:PutSubscriptionFilter', 'logs:DeleteSubscriptionFilter'],
        resources: logGroupPatterns(this, ['']),
      }),
    );
    acknowledgePatterns(this, ['']);
  }

  #allowFilters({ role }: HandlerFunction, prefixes: readonly string[], hasTags: boolean, delivery: Delivery): void {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'List',
        actions: [
          'logs:DescribeLogGroups',
          'lambda:ListFunctions',
          'cloudwatch:GetMetricData',
          ...(hasTags ? ['tag:GetResources'] : []),
        ],
        resources: ['*'], // none of them knows a resource
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Filter',
        // Tags come off while the stack stands; names are wanted or not as long as it does.
        actions: ['logs:PutSubscriptionFilter', ...(hasTags ? ['logs:DeleteSubscriptionFilter'] : [])],
        resources: logGroupPatterns(this, prefixes),
      }),
    );
    // For a filter of this installation on an own group, which somebody else has put there: it would turn a circle.
    role.addToPolicy(
      new PolicyStatement({
        sid: 'BreakCircle',
        actions: ['logs:DeleteSubscriptionFilter'],
        resources: logGroupPatterns(this, [OWN_LOG_GROUP_PREFIX]),
      }),
    );
    if (delivery.role !== undefined) {
      role.addToPolicy(
        new PolicyStatement({
          sid: 'PassWriter',
          actions: ['iam:PassRole'],
          resources: [delivery.role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'logs.amazonaws.com' } },
        }),
      );
    }
    acknowledgePatterns(this, [...prefixes, OWN_LOG_GROUP_PREFIX]);
  }
}

const EVERY = Duration.minutes(5);
