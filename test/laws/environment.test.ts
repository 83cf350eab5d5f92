import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeEnvironmentProblems,
  readBackfillEnvironment,
  readEvaluateEnvironment,
  readIngestEnvironment,
  readSubscribeEnvironment,
  saltOf,
  writeBackfillEnvironment,
  writeEvaluateEnvironment,
  writeIngestEnvironment,
  writeSubscribeEnvironment,
} from '../../lib/config/environment.ts';
import { DEFAULT_FLOW_FIELDS } from '../../lib/core/parse/vpc-flow/flow-format.ts';
import { SEVERITIES } from '../../lib/core/signal.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const common = { installation: text, tableName: text, saltSeed: text, slots: fc.integer({ min: 1, max: 64 }) };
const logGroup = fc.stringMatching(/^[-_/.#A-Za-z0-9]{1,40}$/);

const pattern = fc.stringMatching(/^[-_/.#A-Za-z0-9*?]{1,40}$/);

const flowFields = fc.subarray([...DEFAULT_FLOW_FIELDS, 'vpc-id', 'tcp-flags'], { minLength: 3 });

const ingest = fc.record({
  ...common,
  subscriptionFilter: text,
  watched: fc.array(
    fc.record({
      prefix: logGroup,
      exclude: fc.array(logGroup),
      includePatterns: fc.array(pattern),
      excludePatterns: fc.array(pattern),
    }),
  ),
  flowFormats: fc
    .uniqueArray(fc.tuple(logGroup, flowFields), { selector: ([group]) => group })
    .map((entries) => new Map(entries)),
});

const evaluate = fc.record({
  ...common,
  topicArn: text,
  learningMinutes: fc.integer({ min: 0, max: 40_320 }),
  historyDays: fc.integer({ min: 1, max: 400 }),
  minimumSeverity: fc.constantFrom(...SEVERITIES),
  listFolder: fc.constantFrom('', '/opt/nightjar-lists'),
  policyFile: fc.constantFrom('', '/opt/nightjar-policy/alert-policy.json'),
  tagLookup: fc.constantFrom('on', 'off'),
  logSearch: fc.constantFrom('on', 'off'),
  dashboard: fc.constantFrom('', 'Nightjar-eu-west-1'),
  docsUrl: fc.constantFrom('', 'https://wiki.example/signals'),
  networkLookup: fc.constantFrom('on' as const, 'off' as const),
  functionLookup: fc.constantFrom('on' as const, 'off' as const),
  backfill: fc.constantFrom('on' as const, 'off' as const),
});

const tag = fc.record({ key: text, values: fc.array(fc.string()) });

const selection = fc.array(
  fc.record({
    prefix: logGroup,
    exclude: fc.array(logGroup),
    includePatterns: fc.array(logGroup),
    excludePatterns: fc.array(logGroup),
    includeTags: fc.array(tag),
    excludeTags: fc.array(tag),
  }),
);

const backfill = fc.record({
  ...common,
  selection,
  days: fc.integer({ min: 1, max: 15 }),
  maximumDollars: fc.integer({ min: 0, max: 1_000 }),
  learningMinutes: fc.integer({ min: 0, max: 40_320 }),
  historyDays: fc.integer({ min: 1, max: 400 }),
});

const subscribe = fc.record({
  installation: text,
  tableName: text,
  selection,
  filterName: text,
  destinationArn: text,
  writerRoleArn: fc.string(),
  maximumForeignShare: fc.oneof(fc.constant('never' as const), fc.constantFrom(0, 0.1, 0.25, 1)),
});

const region = { AWS_REGION: 'eu-west-1' };

describe('the environment of the handlers', () => {
  it('of ingest reads back as it was written', () => {
    fc.assert(
      fc.property(ingest, (environment) => {
        const read = readIngestEnvironment({ ...writeIngestEnvironment(environment), ...region });
        expect(read).toEqual({ ok: true, value: { ...environment, region: 'eu-west-1' } });
      }),
    );
  });

  it('of evaluate reads back as it was written', () => {
    fc.assert(
      fc.property(evaluate, (environment) => {
        const read = readEvaluateEnvironment({ ...writeEvaluateEnvironment(environment), ...region });
        expect(read).toEqual({ ok: true, value: { ...environment, region: 'eu-west-1' } });
      }),
    );
  });

  it('of backfill reads back as it was written', () => {
    fc.assert(
      fc.property(backfill, (environment) => {
        const read = readBackfillEnvironment({ ...writeBackfillEnvironment(environment), ...region });
        expect(read).toEqual({ ok: true, value: { ...environment, region: 'eu-west-1' } });
      }),
    );
  });

  it('of subscribe reads back as it was written', () => {
    fc.assert(
      fc.property(subscribe, (environment) => {
        const read = readSubscribeEnvironment({ ...writeSubscribeEnvironment(environment), ...region });
        expect(read).toEqual({ ok: true, value: { ...environment, region: 'eu-west-1' } });
      }),
    );
  });

  it('never throws, whatever the variables hold', () => {
    const names = Object.keys(
      writeEvaluateEnvironment({
        installation: 'i',
        tableName: 't',
        saltSeed: 's',
        slots: 1,
        topicArn: 'a',
        learningMinutes: 1,
        historyDays: 1,
        minimumSeverity: 'low',
        listFolder: '/opt/lists',
        policyFile: '/opt/policy.json',
        tagLookup: 'on',
        logSearch: 'on',
        dashboard: 'Nightjar',
        docsUrl: '',
        networkLookup: 'on',
        functionLookup: 'on',
        backfill: 'on',
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (variables) => {
        const read = readEvaluateEnvironment(variables);
        expect(read.ok || read.problem.length > 0).toBe(true);
      }),
    );
  });

  it('leaves the Region to Lambda, which reserves its name', () => {
    fc.assert(fc.property(ingest, (environment) => !('AWS_REGION' in writeIngestEnvironment(environment))));
  });

  it('names every variable that is missing or wrong', () => {
    const read = readIngestEnvironment({
      ...region,
      NIGHTJAR_TABLE: '',
      NIGHTJAR_SLOTS: '1.5',
      NIGHTJAR_INSTALLATION: 'n',
    });
    expect(read.ok ? '' : describeEnvironmentProblems(read.problem)).toBe(
      'NIGHTJAR_TABLE must be set and not empty, got ""; NIGHTJAR_SALT_SEED must be set and not empty, got nothing; NIGHTJAR_SLOTS must be a whole number from 1 to 64, got "1.5"; NIGHTJAR_SUBSCRIPTION_FILTER must be set and not empty, got nothing; NIGHTJAR_WATCHED must be prefix,exclude|pattern|pattern;…, got nothing; NIGHTJAR_FLOW_FORMATS must be group,group=field field … joined by semicolons, got nothing',
    );
  });

  it('salts hashes differently for each installation', () => {
    expect(saltOf({ saltSeed: 'one' })).not.toBe(saltOf({ saltSeed: 'two' }));
  });
});
