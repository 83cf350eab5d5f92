import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { synthesise } from '../support/synthesise.ts';

const folder = mkdtempSync(join(tmpdir(), 'nightjar-list-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'threats.txt');
writeFileSync(file, 'evil.example\n');

const alerts = { emails: ['oncall@example.com'] };
const lists = [{ name: 'threats', file, kind: 'block' }] as const;

describe('block and allow lists', () => {
  it('are a layer of the evaluator, and of nothing else', () => {
    const { ofType, findings } = synthesise({ alerts, lists });
    expect(ofType('AWS::Lambda::LayerVersion')).toHaveLength(1);
    const withLayer = ofType('AWS::Lambda::Function').filter(([, { Properties }]) => 'Layers' in Properties);
    expect(withLayer.map(([id]) => id)).toEqual([expect.stringContaining('Evaluate')]);
    expect(JSON.stringify(withLayer)).toContain('"NIGHTJAR_LIST_FOLDER":"/opt/nightjar-lists"');
    expect(findings).toEqual([]);
  });

  it('make the same template when they are the same', () => {
    expect(synthesise({ alerts, lists }).text).toBe(synthesise({ alerts, lists }).text);
  });

  it('cost nothing where there are none', () => {
    expect(synthesise({ alerts }).ofType('AWS::Lambda::LayerVersion')).toEqual([]);
  });

  it('that cannot be named are refused with all problems', () => {
    expect(() => synthesise({ alerts, lists: [{ name: 'a b', file: '', kind: 'block' }] })).toThrow(/2 problem\(s\)/);
  });
});
