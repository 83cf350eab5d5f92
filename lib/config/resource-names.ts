import * as v from 'valibot';
import type { Rule } from './guidance.ts';

/** Texts that name resources of the account, as AWS writes them. */
const named = (rule: Rule, pattern: RegExp) => v.pipe(v.string(rule), v.regex(pattern, rule));

export const webhookArn = named(
  'slackWebhook',
  /^arn:aws[a-z-]{0,10}:(?:secretsmanager:[a-z0-9-]{5,25}:[0-9]{12}:secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}|ssm:[a-z0-9-]{5,25}:[0-9]{12}:parameter\/[\w/.-]{1,1024})$/,
);

export const keyArn = named('keyArn', /^arn:aws[a-z-]{0,10}:kms:[a-z0-9-]{5,25}:[0-9]{12}:key\/[\w-]{1,64}$/);

export const topicArn = named('topicArn', /^arn:aws[a-z-]{0,10}:sns:[a-z0-9-]{5,25}:[0-9]{12}:[\w-]{1,256}$/);

const listOf = <const Item extends v.GenericSchema>(item: Item, rule: Rule, most: number) =>
  v.pipe(v.array(item, rule), v.minLength(1, rule), v.maxLength(most, rule), v.readonly());

export const vpc = v.object(
  {
    id: named('vpcId', /^vpc-[0-9a-f]{8,17}$/),
    /** Lambda's limits. */
    subnets: listOf(named('subnet', /^subnet-[0-9a-f]{8,17}$/), 'subnets', 16),
    securityGroups: v.exactOptional(listOf(named('securityGroup', /^sg-[0-9a-f]{8,17}$/), 'securityGroups', 5)),
  },
  'vpc',
);
