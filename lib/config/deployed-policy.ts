import { readFileSync } from 'node:fs';
import { type AlertPolicy, DEFAULT_ALERT_POLICY } from '../core/order/alert-policy.ts';

/** A policy as the construct deploys it. */
export const writePolicy = (policy: AlertPolicy): string => JSON.stringify({ v: 1, policy });

/** What {@link writePolicy} wrote beside the handler; the defaults where nothing was deployed. */
export const readDeployedPolicy = (file: string): AlertPolicy => {
  if (file === '') return DEFAULT_ALERT_POLICY;
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { readonly v: number; readonly policy: AlertPolicy };
  if (stored.v !== 1) throw new Error(`the alert policy is of version ${stored.v}, which this release does not know`);
  return stored.policy;
};
