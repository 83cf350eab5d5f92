import { describe, expect, test } from 'vitest';
import { newDeployHistory, noteVersions, recentDeploy } from '../../../lib/core/detect/deploy-history.ts';
import { minute } from '../../../lib/core/units.ts';

const START = 29_000_000;
const at = (elapsed: number) => minute(START + elapsed);
const versions = (...names: string[]) => new Map(names.map((name) => [name, 1]));

describe('deploys', () => {
  test('the first version ever is no deploy', () => {
    const history = newDeployHistory();
    noteVersions(history, versions('7'), at(0));
    expect(recentDeploy(history, at(1))).toBeUndefined();
  });

  test('a new version is one, for 24 hours', () => {
    const history = newDeployHistory();
    noteVersions(history, versions('7'), at(0));
    noteVersions(history, versions('8'), at(10));
    expect(recentDeploy(history, at(70))).toEqual({ at: at(10), from: '7', to: '8' });
    expect(recentDeploy(history, at(10 + 1_440))).toBeUndefined();
  });

  test('versions that alternate are one', () => {
    const history = newDeployHistory();
    noteVersions(history, versions('7'), at(0));
    noteVersions(history, versions('7', '8'), at(10));
    for (let minutes = 11; minutes < 60; minutes++)
      noteVersions(history, versions(minutes % 2 ? '7' : '8'), at(minutes));
    expect(history.at).toBe(at(10));
  });
});
