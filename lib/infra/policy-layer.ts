import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { writePolicy } from '../config/deployed-policy.ts';
import type { AlertPolicy } from '../core/order/alert-policy.ts';

const FOLDER = 'nightjar-policy';
const FILE = 'alert-policy.json';

/** Where a function that has the layer finds the policy. */
export const POLICY_FILE = `/opt/${FOLDER}/${FILE}`;

/** How people are told, as a layer: an environment has 4 KB, overrides for a few thousand functions need more. */
export const policyLayer = (scope: Construct, id: string, policy: AlertPolicy): LayerVersion => {
  const staging = mkdtempSync(join(tmpdir(), 'nightjar-policy-'));
  mkdirSync(join(staging, FOLDER));
  writeFileSync(join(staging, FOLDER, FILE), writePolicy(policy));
  return new LayerVersion(scope, id, {
    description: 'Nightjar: how people are told',
    code: Code.fromAsset(staging), // named by its content, so that the same policy makes the same template
  });
};
