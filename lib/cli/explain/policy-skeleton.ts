import { destinationOf } from '../../core/detect/destination.ts';
import type { Explanation, UsedAction } from './explanation.ts';
import { iamActionOf } from './iam-action.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly string[];
}

/** An IAM policy document. */
export interface PolicySkeleton {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** More than this is no list that a person reads: names made up by the call, as of objects or secrets per user. */
const MOST_RESOURCES = 40;

/** Letters and digits are all that a Sid may hold. */
const wordOf = (service: string): string => {
  const words = service.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
};

/** Permissions of S3 that are about a bucket and not about what is in it. */
const isOfBucket = (permission: string): boolean => /Bucket|Configuration$/.test(permission);

/** Buckets that the function called by name, for where no trail records what was called on them. */
const bucketsAmong = ({ destinations }: Explanation): readonly string[] => {
  const names = destinations.map(({ name }) => destinationOf(name)).filter(({ kind }) => kind === 'bucket');
  return [...new Set(names.map(({ name }) => `arn:aws:s3:::${name.replace(/^s3\//, '')}`))].sort();
};

const resourcesFor = (permission: string, { resources }: UsedAction, buckets: readonly string[]): readonly string[] => {
  if (!permission.startsWith('s3:')) return resources;
  if (permission === 's3:ListAllMyBuckets') return [];
  const named = resources.length > 0 ? resources : buckets;
  return isOfBucket(permission) ? named : named.map((bucket) => `${bucket}/*`);
};

/**
 * A policy that allows what was seen to succeed, and nothing else: on the resources that the records name, else on `*`,
 * to be narrowed by hand. What was refused is left out: it was not allowed, and nothing says it should be.
 */
export const policySkeleton = (explanation: Explanation): PolicySkeleton => {
  const buckets = bucketsAmong(explanation);
  return {
    Version: '2012-10-17',
    Statement: Object.entries(explanation.services).flatMap(([service, actions]) => {
      const onSame = new Map<string, Set<string>>();
      for (const used of actions.filter(({ calls, denied }) => calls > denied)) {
        const permission = iamActionOf(`${service}:${used.action}`);
        if (permission === undefined) continue;
        const resources = resourcesFor(permission, used, buckets);
        const place = resources.length > MOST_RESOURCES ? '' : resources.join(' ');
        onSame.set(place, (onSame.get(place) ?? new Set()).add(permission));
      }
      return [...onSame]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([place, permissions], index): Statement => {
          const sid = `${place === '' ? 'Narrow' : 'Used'}${wordOf(service)}${index === 0 ? '' : index + 1}`;
          const Resource = place === '' ? '*' : place.split(' ');
          return { Sid: sid, Effect: 'Allow', Action: [...permissions].sort(), Resource };
        });
    }),
  };
};
