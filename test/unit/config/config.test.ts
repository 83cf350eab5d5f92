import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../../../lib/config/config.ts';
import { type ConfigProblem, describeConfigProblem } from '../../../lib/config/config-problem.ts';
import { CONFIG_DEFAULTS } from '../../../lib/config/defaults.ts';
import { GUIDANCE } from '../../../lib/config/guidance.ts';

const accepted = (input: unknown): Config => {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(parsed.problem.map(describeConfigProblem).join('\n'));
  return parsed.value;
};

const problemsOf = (input: unknown): readonly ConfigProblem[] => {
  const parsed = parseConfig(input);
  return parsed.ok ? [] : parsed.problem;
};

describe('an accepted configuration', () => {
  it('is complete when nothing is given', () => {
    expect(accepted({})).toEqual(CONFIG_DEFAULTS);
  });

  it('has durations in the unit of their field', () => {
    expect(accepted({ learningPeriod: '12h', historyRetention: '14d', logRetention: '7d' })).toMatchObject({
      learningMinutes: 720,
      historyDays: 14,
      logRetentionDays: 7,
    });
  });

  it('takes typed durations', () => {
    expect(accepted({ learningPeriod: { toMilliseconds: () => 2 * 86_400_000 } }).learningMinutes).toBe(2_880);
  });

  it('fills in what a Kinesis transport leaves out', () => {
    expect(accepted({ transport: { type: 'kinesis', batchWindow: '5s' } }).transport).toEqual({
      type: 'kinesis',
      shards: 1,
      retentionHours: 24,
      batchWindowSeconds: 5,
    });
  });

  it('may name its schema for editors', () => {
    expect(accepted({ $schema: './nightjar.schema.json' })).not.toHaveProperty('$schema');
  });
});

describe('which groups are wanted', () => {
  it('may be said by prefix, pattern and tag', () => {
    const source = {
      type: 'lambda',
      includePatterns: ['*-prod'],
      includeTags: [{ key: 'team', values: ['payments'] }],
      excludeTags: [{ key: 'noisy' }],
    };
    expect(accepted({ sources: [source] }).sources).toEqual([
      {
        type: 'lambda',
        prefix: '/aws/lambda/',
        exclude: [],
        includePatterns: ['*-prod'],
        excludePatterns: [],
        includeTags: [{ key: 'team', values: ['payments'] }],
        excludeTags: [{ key: 'noisy', values: [] }],
      },
    ]);
  });

  it.each([
    [{ includePatterns: ['a b'] }, 'sources[0].includePatterns[0]'],
    [{ includeTags: ['team'] }, 'sources[0].includeTags[0]'],
    [{ excludeTags: [{ values: ['x'] }] }, 'sources[0].excludeTags[0].key'],
    [{ excludeTags: [{ key: 'team', value: 'x' }] }, 'sources[0].excludeTags[0].value'],
  ])('is refused with %j', (source, path) => {
    expect(problemsOf({ sources: [{ type: 'lambda', ...source }] }).map((problem) => problem.path)).toEqual([path]);
  });
});

describe('a refused configuration', () => {
  it('reports every problem at once, unknown keys and wrong values alike', () => {
    const problems = problemsOf({
      learningperiod: '7d',
      slots: 0,
      alerts: { emails: ['nobody'], minimumSeverity: 'loud' },
      sources: [{ type: 'log-groups' }, { type: 'lambda', prefx: '/a/' }],
    });
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['config.missing', 'sources[0].names'],
      ['config.not_allowed', 'alerts.emails[0]'],
      ['config.not_allowed', 'alerts.minimumSeverity'],
      ['config.not_allowed', 'slots'],
      ['config.unknown_key', 'learningperiod'],
      ['config.unknown_key', 'sources[1].prefx'],
    ]);
  });

  it('says path, given value, allowed range and remedy in one line', () => {
    expect(problemsOf({ transport: { type: 'kinesis', shards: 501 } }).map(describeConfigProblem)).toEqual([
      'transport.shards must be a whole number from 1 to 500, got 501; use one shard for each 1 MB/s of compressed logs',
    ]);
  });

  it.each([
    ['learnigPeriod', 'did you mean "learningPeriod"?'],
    ['Alerts', 'did you mean "alerts"?'],
    ['zzzzzzzzzzzzzzzz', 'remove it'],
  ])('names the closest key to %s', (key, remedy) => {
    expect(problemsOf({ [key]: 1 })).toMatchObject([{ code: 'config.unknown_key', path: key, remedy }]);
  });

  it('does not take keys of objects in general for its own', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"slots":3},"constructor":1,"toString":2}');
    expect(problemsOf(hostile).map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it.each([null, 'text', 7, [], true])('is %j as a whole', (input) => {
    expect(problemsOf(input)).toMatchObject([{ path: '', ...GUIDANCE.config }]);
  });

  it.each([
    ['a list for an object', { operations: [] }, 'operations'],
    ['a number for a duration', { learningPeriod: 7 }, 'learningPeriod'],
    ['part of a day where days are counted', { historyRetention: '200h' }, 'historyRetention'],
    ['a retention that CloudWatch Logs lacks', { logRetention: '8d' }, 'logRetention'],
    ['an unknown kind of source', { sources: [{ type: 'lamda' }] }, 'sources[0].type'],
    ['a group name that cannot exist', { sources: [{ type: 'log-groups', names: ['a b'] }] }, 'sources[0].names[0]'],
  ])('has %s', (_, input, path) => {
    expect(problemsOf(input).map((problem) => problem.path)).toEqual([path]);
  });

  it('survives values that are no JSON, and caps what it repeats of them', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const [bigint, loop, long] = [7n, circle, 'x'.repeat(10_000)].map((slots) => problemsOf({ slots })[0]?.given);
    expect([bigint, loop]).toEqual(['a bigint that is not JSON', 'an object that is not JSON']);
    expect(long).toHaveLength(80);
  });
});

describe('contradictions between fields', () => {
  const MANY = Array.from({ length: 90 }, (_, index) => `/aws/lambda/some-long-name-of-a-service-${index}-*`);
  const lambda = (prefix: string, ...exclude: string[]) => ({ type: 'lambda', prefix, exclude });
  const patterns = (prefix: string, ...includePatterns: string[]) => ({ type: 'lambda', prefix, includePatterns });
  const groups = (...names: string[]) => ({ type: 'log-groups', names });

  it.each([
    ['an own log group', [groups('/nightjar/mine/ingest')], 'sources[0].names[0]', 'in a circle'],
    ['a prefix of own log groups', [lambda('/nightjar/mine')], 'sources[0].prefix', 'in a circle'],
    [
      'a pattern that fits nothing',
      [patterns('/aws/lambda/', 'prod-*')],
      'sources[0].includePatterns[0]',
      'fits no group',
    ],
    ['more than fits into an environment', [patterns('/', ...MANY)], 'sources', 'fewer or shorter'],
    ['a group that a prefix covers', [lambda('/aws/'), groups('/aws/x')], 'sources[1].names[0]', 'has it already'],
    ['a group listed twice', [groups('/a', '/a')], 'sources[0].names[1]', 'remove one'],
    ['an exclusion that excludes nothing', [lambda('/aws/', '/azure/')], 'sources[0].exclude[0]', 'excludes nothing'],
    ['an exclusion of the whole source', [lambda('/aws/', '/aws/')], 'sources[0].exclude[0]', 'whole source'],
  ])('%s', (_, sources, path, remedy) => {
    expect(problemsOf({ sources })).toMatchObject([
      { code: 'config.contradiction', path, remedy: expect.stringContaining(remedy) },
    ]);
  });

  it.each(['*-prod', '/aws/*-prod', '/aws/lambda/shop', '/aws/lambd?/x'])('allows the pattern %s', (pattern) => {
    expect(problemsOf({ sources: [patterns('/aws/lambda/', pattern)] })).toEqual([]);
  });

  it.each([
    [[groups('/a')]],
    [[lambda('/aws/'), groups('/a')]],
    [[{ type: 'lambda', includeTags: [{ key: 'team' }] }]],
  ])('a policy of the account for what it cannot choose: %j', (sources) => {
    expect(problemsOf({ sources, subscription: { type: 'account' } })).toMatchObject([{ path: 'subscription.type' }]);
  });

  it('allows a policy of the account for prefixes and patterns', () => {
    const sources = [lambda('/shop/'), patterns('/aws/lambda/', '*-prod')];
    expect(problemsOf({ sources, subscription: { type: 'account' } })).toEqual([]);
  });

  it('allows a policy of the account for one prefix', () => {
    const { subscription } = accepted({ sources: [lambda('/aws/lambda/')], subscription: { type: 'account' } });
    expect(subscription).toEqual({ type: 'account', maximumForeignShare: 0.1 });
  });

  it('allows a group that a pattern leaves to it', () => {
    expect(problemsOf({ sources: [patterns('/aws/', '*-prod'), groups('/aws/x')] })).toEqual([]);
  });

  it('allows a group that a prefix excludes', () => {
    expect(problemsOf({ sources: [lambda('/aws/', '/aws/x'), groups('/aws/x')] })).toEqual([]);
  });

  it('learning that outlives the history it would be drawn from', () => {
    expect(problemsOf({ learningPeriod: '28d', historyRetention: '8d' })).toMatchObject([
      { path: 'learningPeriod', given: '"28d"', allowed: 'shorter than historyRetention (8d)' },
    ]);
  });

  it('an address given twice', () => {
    const emails = ['a@example.com', 'a@example.com'];
    expect(problemsOf({ alerts: { emails }, operations: { emails } }).map(({ path }) => path)).toEqual([
      'alerts.emails[1]',
      'operations.emails[1]',
    ]);
  });
});

describe('the defaults', () => {
  it('cannot be changed by those who read them', () => {
    expect(() => Object.assign(CONFIG_DEFAULTS.alerts, { minimumSeverity: 'high' })).toThrow(TypeError);
    expect(Object.isFrozen(CONFIG_DEFAULTS.sources[0])).toBe(true);
  });
});
