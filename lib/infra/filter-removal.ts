import { CustomResource, Duration } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { SubscriptionConfig } from '../config/config.ts';
import { writeUnsubscribeEnvironment } from '../config/environment.ts';
import { selectionText } from '../config/selection-text.ts';
import { hash32 } from '../core/hash.ts';
import type { LogGroupSelection } from '../core/log-group-selection.ts';
import type { Delivery } from './delivery.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import { acknowledgePatterns, logGroupPatterns } from './log-group-patterns.ts';
import type { Storage } from './storage.ts';

export interface FilterRemovalProps {
  readonly sources: LogGroupSelection;
  /** The prefixes of the sources. */
  readonly prefixes: readonly string[];
  readonly filterName: string;
  readonly subscription: SubscriptionConfig;
  readonly delivery: Delivery;
  readonly storage: Storage;
  readonly settings: HandlerSettings;
}

/** A role's policies hold 10 KB together, each with some 150 bytes around what it names. */
const MOST_POLICIES = 20;

/**
 * Takes away, when the stack is deleted or its sources change, the filters that CloudFormation knows nothing of. A filter
 * left behind would hold one of its group's two places. Two groups a second: an hour, the longest that CloudFormation
 * waits, suffices for 6,500. It is there without any prefix too, so that a change from prefixes to listed groups is a change
 * of its resource, which takes filters away before CloudFormation puts those of the listed groups.
 */
export class FilterRemoval extends Construct {
  /** What puts filters must depend on this, so that at the end it goes first. */
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: FilterRemovalProps) {
    super(scope, id);
    const { sources, prefixes, filterName, subscription, delivery, storage } = props;
    const handler = new HandlerFunction(this, 'Handler', {
      ...props.settings,
      handler: 'unsubscribe',
      description: 'Nightjar: removes its subscription filters when the stack is deleted',
      environment: writeUnsubscribeEnvironment({ tableName: storage.table.tableName }),
      memoryMb: 256,
      timeout: Duration.minutes(15),
    });
    storage.grant(handler.role, 'dynamodb:PutItem');
    handler.role.addToPolicy(
      new PolicyStatement({ sid: 'List', actions: ['logs:DescribeLogGroups'], resources: ['*'] }), // knows no resource
    );
    // Apart from the role's own policy, which the function waits for: a policy that names it cannot come before it.
    const continuation = new Policy(this, 'Continue', {
      roles: [handler.role],
      statements: [
        new PolicyStatement({
          sid: 'Continue',
          actions: ['lambda:InvokeFunction'],
          resources: [handler.function.functionArn],
        }),
      ],
    });
    this.resource = new CustomResource(this, 'Filters', {
      resourceType: 'Custom::NightjarFilters',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.hours(1),
      properties: { FilterName: filterName, Sources: selectionText(sources), Subscription: subscription.type },
    });
    this.resource.node.addDependency(continuation, ...this.#allowRemoval(handler.role, prefixes), ...delivery.ready);
    if (subscription.type === 'account') this.resource.node.addDependency(this.#allowPolicyRemoval(handler.role));
  }

  /**
   * A policy resource for each prefix: when a source is dropped, CloudFormation deletes its policy last, after the removal
   * has used it.
   */
  #allowRemoval(role: Role, prefixes: readonly string[]): Policy[] {
    acknowledgePatterns(this, prefixes);
    const parts = prefixes.length > MOST_POLICIES ? [prefixes] : prefixes.map((prefix) => [prefix]);
    return parts.map((some) => {
      const id = parts.length < prefixes.length ? 'Unfilter' : `Unfilter${hash32(some.join()).toString(16)}`;
      const statement = new PolicyStatement({
        sid: 'Unfilter',
        actions: ['logs:DeleteSubscriptionFilter'],
        resources: logGroupPatterns(this, some),
      });
      return new Policy(this, id, { roles: [role], statements: [statement] });
    });
  }

  /**
   * A policy resource of its own: when filters of groups are asked for again, CloudFormation deletes it last, after the
   * removal has used it.
   */
  #allowPolicyRemoval(role: Role): Policy {
    acknowledgePatterns(this, ['']);
    return new Policy(this, 'AccountPolicy', {
      roles: [role],
      statements: [
        new PolicyStatement({ sid: 'AccountPolicy', actions: ['logs:DeleteAccountPolicy'], resources: ['*'] }),
        new PolicyStatement({
          sid: 'UnfilterAll',
          actions: ['logs:DeleteSubscriptionFilter'],
          resources: logGroupPatterns(this, ['']),
        }),
      ],
    });
  }
}
