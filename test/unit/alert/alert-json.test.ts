import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { alertJson } from '../../../lib/core/alert/alert-json.ts';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import { startOf } from '../../../lib/core/units.ts';
import { aFunction, at } from '../../support/alarm-edges.ts';
import { aMember, EVIDENCE_STORIES, opened, TRANSITION_STORIES } from '../../support/alert-stories.ts';

const schema: unknown = JSON.parse(readFileSync(new URL('../../../docs/alert-schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
addFormats.default(ajv);
const validate = ajv.compile(schema as object);

describe('the JSON alert', () => {
  it.each(Object.entries(TRANSITION_STORIES))('follows docs/alert-schema.json: %s', (_, transition) => {
    validate(JSON.parse(JSON.stringify(alertJson(transition))));
    expect(validate.errors).toBeNull();
  });

  it.each(Object.entries(TRANSITION_STORIES))('follows it as it is published, words included: %s', (_, transition) => {
    const details = { logLines: ['a line'], owner: 'team shop', runbookUrl: 'https://wiki.example/checkout' };
    const published = JSON.parse(JSON.parse(buildPublishInput(transition, 'arn', {}, details).Message).default);
    validate(published);
    expect(validate.errors).toBeNull();
    expect(published.text.links[0]).toEqual({ name: 'Runbook', url: 'https://wiki.example/checkout' });
  });

  it.each([
    ['without id', { id: undefined }],
    ['resolved without a reason', { type: 'incident.resolved', endedAt: '2026-01-06T20:47:00.000Z' }],
    ['open with an end', { endedAt: '2026-01-06T20:47:00.000Z' }],
    ['of an unknown severity', { severity: 'huge' }],
    ['with a local time', { startedAt: '2026-01-06T20:47:00.000+01:00' }],
  ])('is refused by the schema %s', (_, change) => {
    const alert = alertJson(opened([aMember(aFunction('f'), EVIDENCE_STORIES.silence)]));
    expect(validate(JSON.parse(JSON.stringify({ ...alert, ...change })))).toBe(false);
  });

  it('says what the contract of the command line says, in its order', () => {
    const member = aMember(aFunction('checkout'), EVIDENCE_STORIES['errors-up']);
    const line = JSON.stringify(alertJson(opened([member])));
    expect(line.slice(0, line.indexOf('"direction"'))).toBe(
      '{"v":1,"type":"incident.opened","id":"03bripwh8z71om4o2kn04y","function":"checkout","account":"123456789012",' +
        `"region":"eu-west-1","signal":"errors","severity":"high","startedAt":"${new Date(startOf(at(0))).toISOString()}",` +
        `"detectedAt":"${new Date(startOf(at(4))).toISOString()}","endedAt":null,"observed":14,` +
        '"expected":{"lower":0,"upper":2.1},"unit":"errors/min","score":9.3,"summary":"14 errors/min, usually at most 2",',
    );
  });

  it('rounds to four digits and says null for what is not a number', () => {
    const evidence = { ...EVIDENCE_STORIES['errors-up'], observed: 1 / 3, score: Number.NaN };
    const alert = alertJson(opened([aMember(aFunction('f'), evidence)]));
    expect([alert.observed, alert.score]).toEqual([0.3333, null]);
  });
});
