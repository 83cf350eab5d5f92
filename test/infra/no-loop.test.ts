import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { LogSource, Transport } from '../../lib/infra/index.ts';
import { only } from '../support/only-resource.ts';
import { sampleArn } from '../support/resolve-template.ts';
import { SimulatedRole } from '../support/simulate-iam.ts';
import { synthesise } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };

describe('a loop at synthesis', () => {
  it.each([
    ['by name', LogSource.logGroups('/nightjar/Nightjar-Detector/ingest')],
    ['by the name of another installation', LogSource.logGroups('/nightjar/Another/evaluate')],
    ['by prefix', LogSource.lambda({ prefix: '/nightjar/' })],
    ['by a longer prefix', LogSource.lambda({ prefix: '/nightjar/Nightjar-Detector/' })],
  ])('is refused %s', (_, source) => {
    expect(() => synthesise({ alerts, sources: [source] })).toThrow(/read its own lines in a circle/);
  });

  it('is refused by a construct whose name only the template knows', () => {
    const attempt = () =>
      synthesise((stack) => {
        const own = new LogGroup(stack, 'Own', { logGroupName: '/nightjar/Nightjar-Detector/ingest' });
        return { alerts, sources: [LogSource.logGroups(own)] };
      });
    expect(attempt).toThrow(/read its own lines in a circle/);
  });

  it.each([Transport.direct(), Transport.kinesis()])(
    'has nothing to begin with: no filter on an own group, and own groups lie outside every prefix',
    (transport) => {
      const template = synthesise({ alerts, transport, sources: [LogSource.lambda({ prefix: '/aws/' })] });
      expect(template.ofType('AWS::Logs::SubscriptionFilter')).toEqual([]);
      const names = template
        .ofType('AWS::Logs::LogGroup')
        .map(([, { Properties }]) => String(Properties['LogGroupName']));
      expect(names.every((name) => name.startsWith('/nightjar/'))).toBe(true);
    },
  );
});

describe('a circle that turns all the same', () => {
  const template = synthesise({ alerts });

  it('rings, whether ingest or subscribe finds it', () => {
    expect(only(template, 'AWS::CloudWatch::Alarm', 'CircleFound').Properties).toMatchObject({
      Namespace: 'Nightjar',
      MetricName: 'Circles',
      Threshold: 0,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  it('may be broken by subscribe where an own group is subscribed, and nowhere else', async () => {
    const role = new SimulatedRole(template, 'SubscriberHandlerRole');
    const groups = template
      .ofType('AWS::Logs::LogGroup')
      .map(([id, resource]) => sampleArn(id, resource).replace(/:\*$/, ''));
    const decisionOf = (resource: string) => role.decide({ action: 'logs:DeleteSubscriptionFilter', resource });
    expect(await Promise.all(groups.map(decisionOf))).toEqual(groups.map(() => 'Allowed'));
    const watched = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop';
    expect(await decisionOf(watched)).toBe('ImplicitlyDenied');
  });
});

it('a group of the same stack with a name of its own may be watched', () => {
  const made = synthesise((stack) => ({ alerts, sources: [LogSource.logGroups(new LogGroup(stack, 'Mine'))] }));
  expect(made.ofType('AWS::Logs::SubscriptionFilter')).toHaveLength(1);
});
