import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type BackfillEnvironment, writeBackfillEnvironment } from '../config/environment.ts';
import { type LogGroupSelection, prefixesOf, tagQueries } from '../core/log-group-selection.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import { HandlerSchedule } from './handler-schedule.ts';
import { acknowledgePatterns, logGroupPatterns } from './log-group-patterns.ts';
import type { LogSource } from './log-source.ts';
import type { Storage } from './storage.ts';

export interface BackfillProps {
  readonly sources: readonly LogSource[];
  readonly storage: Storage;
  readonly environment: Omit<BackfillEnvironment, 'region' | 'selection'>;
  readonly settings: HandlerSettings;
}

/**
 * Learns what is usual from the functions' metrics, once after the first deployment, in as many runs as it takes. When
 * it is through, a run reads one item and ends.
 */
export class Backfill extends Construct {
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id);
    const selection = selectionOf(props.sources);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...props.settings,
      handler: 'backfill',
      description: 'Nightjar: learns from the metrics of the past days, once',
      environment: writeBackfillEnvironment({ ...props.environment, selection }),
      memoryMb: 1_769, // one full CPU
      timeout: Duration.minutes(15),
    });
    const { role } = this.handler;
    props.storage.grant(role, 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
    const tags = tagQueries(selection).length > 0 ? ['tag:GetResources'] : [];
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadMetrics',
        actions: ['cloudwatch:GetMetricData', 'lambda:ListFunctions', 'logs:DescribeLogGroups', ...tags],
        resources: ['*'], // none of them knows a resource
      }),
    );
    if (props.environment.maximumDollars > 0) this.#allowSearch(props.sources);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Reading metrics and listing functions and log groups know no resource.',
    });
    new HandlerSchedule(this, 'Schedule', {
      description: 'Nightjar: goes on learning from metrics',
      handler: this.handler,
      every: Duration.minutes(5),
    });
  }

  /** Past lines of the watched groups. Whose query an id is of IAM does not ask. */
  #allowSearch(sources: readonly LogSource[]): void {
    const { role } = this.handler;
    const prefixes = prefixesOf(sources.filter((source) => source.type === 'lambda'));
    const listed = sources.flatMap((source) => (source.type === 'log-groups' ? source.names : []));
    const named = listed.length > MOST_LISTED ? [commonPrefix(listed)] : listed.map((name) => `${name}:`);
    prefixes.push(...named);
    role.addToPolicy(
      new PolicyStatement({
        sid: 'SearchLines',
        actions: ['logs:StartQuery'],
        resources: logGroupPatterns(this, prefixes),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadFound',
        actions: ['logs:GetQueryResults', 'logs:StopQuery'],
        resources: ['*'],
      }),
    );
    acknowledgePatterns(this, prefixes);
  }
}

/** A role's policies hold 10 KB. */
const MOST_LISTED = 40;

const commonPrefix = (names: readonly string[]): string =>
  names.reduce((common, name) => {
    let length = 0;
    while (length < common.length && common[length] === name[length]) length++;
    return common.slice(0, length);
  });

/** Listed groups as rules that take exactly them. */
const selectionOf = (sources: readonly LogSource[]): LogGroupSelection =>
  sources.flatMap((source): LogGroupSelection => {
    if (source.type === 'lambda') return [source];
    if (source.type !== 'log-groups') return [];
    return source.names.map((name) => ({
      prefix: name,
      exclude: [],
      includePatterns: [name],
      excludePatterns: [],
      includeTags: [],
      excludeTags: [],
    }));
  });
