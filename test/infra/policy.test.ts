import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { alertPolicyOf } from '../../lib/config/alert-policy-of.ts';
import { parseConfig } from '../../lib/config/config.ts';
import { readDeployedPolicy, writePolicy } from '../../lib/config/deployed-policy.ts';
import { DEFAULT_ALERT_POLICY } from '../../lib/core/order/alert-policy.ts';
import { propsOf } from '../../lib/infra/props-of-config.ts';
import { only } from '../support/only-resource.ts';
import { synthesise } from '../support/synthesise.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
const alerts = { emails: ['oncall@example.com'] };
const variablesOf = (template: ReturnType<typeof synthesise>): Record<string, unknown> => {
  const { Environment } = only(template, 'AWS::Lambda::Function', 'EvaluateHandler').Properties as {
    Environment: { Variables: Record<string, unknown> };
  };
  return Environment.Variables;
};

const accepted = (input: unknown) => {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
};

const EVERYTHING = {
  alerts: {
    ...alerts,
    remindAfter: '2h',
    remindEvery: '12h',
    stormAlerts: 5,
    stormWithin: '15m',
    digestAt: '06:30',
    quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' },
    obeyTags: false,
  },
  overrides: [
    { function: 'test-*', off: true },
    {
      function: 'billing',
      signal: 'errors',
      severity: 'critical',
      owner: 'team-pay',
      runbook: 'https://wiki.example/b',
    },
  ],
};

describe('how people are told', () => {
  it('needs no layer while it is as by default', () => {
    const template = synthesise({ alerts });
    expect(template.ofType('AWS::Lambda::LayerVersion')).toEqual([]);
    expect(variablesOf(template)).toMatchObject({ NIGHTJAR_POLICY_FILE: '', NIGHTJAR_TAG_LOOKUP: 'on' });
    expect(alertPolicyOf(accepted({ alerts }))).toEqual(DEFAULT_ALERT_POLICY);
    expect(readDeployedPolicy('')).toEqual(DEFAULT_ALERT_POLICY);
  });

  it('comes to the evaluator in a layer, from a file or from props alike', () => {
    const byFile = synthesise((stack) => propsOf(stack, accepted(EVERYTHING)));
    const byProps = synthesise({
      ...EVERYTHING,
      alerts: {
        ...EVERYTHING.alerts,
        remindAfter: Duration.hours(2),
        remindEvery: Duration.hours(12),
        stormWithin: Duration.minutes(15),
      },
      overrides: [
        { function: 'test-*', off: true },
        {
          function: 'billing',
          signal: 'errors',
          severity: 'critical',
          owner: 'team-pay',
          runbook: 'https://wiki.example/b',
        },
      ],
    });
    const layer = (template: typeof byFile) => only(template, 'AWS::Lambda::LayerVersion').Properties['Content'];
    expect(layer(byProps)).toEqual(layer(byFile));
    expect(variablesOf(byFile)).toMatchObject({
      NIGHTJAR_POLICY_FILE: '/opt/nightjar-policy/alert-policy.json',
      NIGHTJAR_TAG_LOOKUP: 'off',
    });
    expect(byFile.text).not.toContain('tag:GetResources');
  });

  it('is read as it was written', () => {
    const policy = alertPolicyOf(accepted(EVERYTHING));
    expect(policy).toMatchObject({
      reminders: { afterMinutes: 120, everyMinutes: 720 },
      storm: { alerts: 5, withinMinutes: 15 },
      digestMinute: 390,
      quietHours: { fromMinute: 1_320, toMinute: 420, timeZone: 'Europe/Berlin' },
      overrides: [{ function: 'test-*', off: true }, { runbookUrl: 'https://wiki.example/b' }],
    });
    expect(readDeployedPolicy(files.write('alert-policy.json', writePolicy(policy)))).toEqual(policy);
  });

  it('may do without reminders, storm guard and digest', () => {
    const config = accepted({ alerts: { ...alerts, remindAfter: '0m', stormAlerts: 0, digestAt: 'never' } });
    expect(alertPolicyOf(config)).toMatchObject({ reminders: null, storm: null, digestMinute: null });
  });

  it.each([
    ['a time of day that is none', { alerts: { digestAt: '7:00' } }, 'alerts.digestAt'],
    [
      'a place without clock',
      { alerts: { quietHours: { from: '22:00', to: '07:00', timeZone: 'Mars/Base' } } },
      'alerts.quietHours.timeZone',
    ],
    ['a reminder every minute', { alerts: { remindAfter: '1m' } }, 'alerts.remindAfter'],
    ['an override of nothing', { overrides: [{ off: true }] }, 'overrides[0].function'],
    ['a runbook without TLS', { overrides: [{ function: 'f', runbook: 'http://x/' }] }, 'overrides[0].runbook'],
    ['an unknown signal', { overrides: [{ function: 'f', signal: 'latency' }] }, 'overrides[0].signal'],
    ['an unknown key', { overrides: [{ function: 'f', of: true }] }, 'overrides[0].of'],
  ])('refuses %s', (_, input, path) => {
    const parsed = parseConfig(input);
    expect(parsed.ok ? [] : parsed.problem.map((problem) => problem.path)).toEqual([path]);
  });
});
