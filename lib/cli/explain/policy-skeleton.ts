import type { Explanation } from './explanation.ts';
import { iamActionOf } from './iam-action.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*';
}

/** An IAM policy document. */
export interface PolicySkeleton {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** `s3` as `NarrowS3`: letters and digits are all that a Sid may hold. */
const sidOf = (service: string): string => {
  const words = service.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return `Narrow${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
};

/**
 * A policy that allows what was seen to succeed, and nothing else: one statement a service, to be narrowed to resources by
 * hand, as logs do not always name them. What was refused is left out: it was not allowed, and nothing says it should be.
 */
export const policySkeleton = ({ services }: Explanation): PolicySkeleton => ({
  Version: '2012-10-17',
  Statement: Object.entries(services).flatMap(([service, actions]): Statement[] => {
    const succeeded = actions.filter(({ calls, denied }) => calls > denied);
    const permissions = succeeded.flatMap(({ action }) => iamActionOf(`${service}:${action}`) ?? []);
    if (permissions.length === 0) return [];
    return [{ Sid: sidOf(service), Effect: 'Allow', Action: [...new Set(permissions)].sort(), Resource: '*' }];
  }),
});
