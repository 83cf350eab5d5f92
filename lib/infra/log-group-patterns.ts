import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** ARNs of all groups below each prefix, those that do not exist yet included. */
export const logGroupPatterns = (scope: Construct, prefixes: readonly string[]): string[] =>
  prefixes.map((prefix) =>
    Stack.of(scope).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${prefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );

/** Tells cdk-nag why a construct has a role that lists all groups and touches those below the prefixes. */
export const acknowledgePatterns = (scope: Construct, prefixes: readonly string[]): void => {
  const groups = 'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:';
  for (const resource of ['*', ...prefixes.map((prefix) => `${groups}${prefix}*`)]) {
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason: 'Log groups that do not exist yet are to be found and given a filter; listing knows no resource.',
    });
  }
};
