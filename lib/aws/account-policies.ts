import {
  type CloudWatchLogsClient,
  DeleteAccountPolicyCommand,
  DescribeAccountPoliciesCommand,
  LimitExceededException,
  PutAccountPolicyCommand,
  type PutAccountPolicyCommandInput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { type AccountPolicies, criteriaOf } from '../core/subscribe/account-policy.ts';
import type { FilterTarget } from './cloudwatch-log-groups.ts';
import { orBusy } from './service-busy.ts';

const policyType = 'SUBSCRIPTION_FILTER_POLICY';

/** Bears the name of the filters, so that ingest takes its deliveries for its own. */
export const accountPolicyInput = (
  target: FilterTarget,
  excluded: readonly string[],
): PutAccountPolicyCommandInput => ({
  policyName: target.filterName,
  policyType,
  scope: 'ALL',
  policyDocument: JSON.stringify({
    DestinationArn: target.destinationArn,
    ...(target.roleArn === undefined ? {} : { RoleArn: target.roleArn, Distribution: 'ByLogStream' }),
    FilterPattern: '',
  }),
  selectionCriteria: criteriaOf(excluded),
});

export const cloudWatchAccountPolicies = (client: CloudWatchLogsClient, target: FilterTarget): AccountPolicies => ({
  async read() {
    const answer = await orBusy(client.send(new DescribeAccountPoliciesCommand({ policyType })));
    const [policy] = answer.accountPolicies ?? [];
    if (policy === undefined) return undefined;
    const { policyName: name = '', policyDocument = '{}', selectionCriteria: criteria = '' } = policy;
    return { name, criteria, destinationArn: destinationOf(policyDocument) };
  },

  async put(excluded) {
    const standing = await this.read();
    if (standing !== undefined && standing.name !== target.filterName) return 'taken';
    try {
      await orBusy(client.send(new PutAccountPolicyCommand(accountPolicyInput(target, excluded))));
      return 'put';
    } catch (error) {
      if (error instanceof LimitExceededException) return 'taken';
      throw error;
    }
  },

  remove: () => removeAccountPolicy(client, target.filterName),
});

/** Takes the one policy of this name away; one that is gone is as good. */
export const removeAccountPolicy = async (client: CloudWatchLogsClient, policyName: string): Promise<void> => {
  try {
    await orBusy(client.send(new DeleteAccountPolicyCommand({ policyName, policyType })));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
};

const destinationOf = (policyDocument: string): string => {
  const document: unknown = JSON.parse(policyDocument);
  const arn =
    typeof document === 'object' && document !== null && 'DestinationArn' in document && document.DestinationArn;
  return typeof arn === 'string' ? arn : '';
};
