import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ListConfig } from '../config/config.ts';
import { deployedListName } from '../config/load-lists.ts';

const FOLDER = 'nightjar-lists';

/** Where a function that has the layer finds the lists. */
export const LIST_FOLDER = `/opt/${FOLDER}`;

/** The block and allow lists as a layer: 250 MB unpacked at most, new lists come with the next deployment. */
export const listLayer = (scope: Construct, id: string, lists: readonly ListConfig[]): LayerVersion => {
  const staging = mkdtempSync(join(tmpdir(), 'nightjar-lists-'));
  mkdirSync(join(staging, FOLDER));
  for (const list of lists) copyFileSync(resolve(list.file), join(staging, FOLDER, deployedListName(list)));
  return new LayerVersion(scope, id, {
    description: 'Nightjar: block and allow lists',
    code: Code.fromAsset(staging), // named by its content, so that the same lists make the same template
  });
};
