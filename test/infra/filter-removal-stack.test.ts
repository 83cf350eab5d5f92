import { describe, expect, it } from 'vitest';
import { LogSource, Subscription, Transport } from '../../lib/infra/index.ts';
import { only } from '../support/only-resource.ts';
import { SimulatedRole } from '../support/simulate-iam.ts';
import { synthesise } from '../support/synthesise.ts';

describe('a stack that puts filters', () => {
  const alerts = { emails: ['oncall@example.com'] };

  it.each([Transport.direct(), Transport.kinesis()])(
    'deletes first what starts subscribe, then the filters, then what they deliver to',
    (transport) => {
      const template = synthesise({ alerts, transport });
      const [[id, filtersResource] = ['', undefined]] = template.ofType('Custom::NightjarFilters');
      const schedules = template.ofType('AWS::Scheduler::Schedule').map(([, { DependsOn = [] }]) => DependsOn);
      expect(schedules.filter((dependsOn) => dependsOn.includes(id))).toHaveLength(1);
      expect(only(template, 'AWS::Events::Rule').DependsOn).toContain(id);
      const destination = transport.type === 'direct' ? 'LogsInvokeIngest' : 'WriterRole';
      expect(filtersResource?.DependsOn).toContainEqual(expect.stringContaining(destination));
      expect(filtersResource?.DependsOn).toContainEqual(expect.stringContaining('RemovalContinue'));
      expect(filtersResource?.Properties).toMatchObject({
        ServiceTimeout: '3600',
        FilterName: 'nightjar-Nightjar-Detector',
        Sources: '[{"prefix":"/aws/lambda/"}]',
      });
    },
  );

  it('tells subscribe of groups created below its prefixes, for this account alone', () => {
    const template = synthesise({ alerts, sources: [LogSource.lambda({ prefix: '/aws/lambda/shop-' })] });
    expect(only(template, 'AWS::Events::Rule').Properties).toMatchObject({
      EventPattern: {
        source: ['aws.logs'],
        detail: {
          eventName: ['CreateLogGroup'],
          requestParameters: { logGroupName: [{ prefix: '/aws/lambda/shop-' }] },
        },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringContaining('Subscriber'), 'Arn'] } }],
    });
    expect(only(template, 'AWS::Lambda::Permission', 'EventsInvoke').Properties).toMatchObject({
      Principal: 'events.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  it('puts none where CloudFormation puts all itself, after those of earlier sources were taken away', async () => {
    const template = synthesise({ alerts, sources: [LogSource.logGroups('/a', '/b')] });
    expect(template.ofType('AWS::Scheduler::Schedule').filter(([id]) => id.includes('Subscriber'))).toEqual([]);
    const [[id, filtersResource] = ['', undefined]] = template.ofType('Custom::NightjarFilters');
    expect(filtersResource?.Properties).toMatchObject({ Sources: '[]' });
    for (const [, { DependsOn }] of template.ofType('AWS::Logs::SubscriptionFilter')) expect(DependsOn).toContain(id);
    const role = new SimulatedRole(template, 'RemovalHandlerRole');
    const resource = 'arn:aws:logs:eu-west-1:123456789012:log-group:/a';
    expect(await role.decide({ action: 'logs:DeleteSubscriptionFilter', resource })).toBe('ImplicitlyDenied');
  });

  it('may take filters away below a dropped prefix until the last: each prefix is a policy of its own', () => {
    const policiesOf = (...prefixes: string[]) => {
      const sources = prefixes.map((prefix) => LogSource.lambda({ prefix }));
      const template = synthesise({ alerts, sources });
      const policies = template.ofType('AWS::IAM::Policy').filter(([id]) => id.includes('Unfilter'));
      const [[, filtersResource] = ['', undefined]] = template.ofType('Custom::NightjarFilters');
      expect(filtersResource?.DependsOn).toEqual(expect.arrayContaining(policies.map(([id]) => id)));
      return new Map(policies.map(([id, { Properties }]) => [id, JSON.stringify(Properties['PolicyDocument'])]));
    };
    const [both, one] = [policiesOf('/shop/', '/aws/lambda/'), policiesOf('/aws/lambda/')];
    expect([both.size, one.size]).toEqual([2, 1]);
    for (const [id, document] of one) expect(both.get(id)).toBe(document);
    expect([...both.values()].join()).toContain('log-group:/shop/*');
    expect(policiesOf(...Array.from({ length: 21 }, (_, index) => `/shop-${index}/`)).size).toBe(1);
  });

  it('may remove the policy of the account until the last: the right to is a resource that CloudFormation deletes after the change', () => {
    const template = synthesise({ alerts, subscription: Subscription.account() });
    const right = only(template, 'AWS::IAM::Policy', 'RemovalAccountPolicy');
    expect(JSON.stringify(right.Properties)).toContain('logs:DeleteAccountPolicy');
    const [[, filtersResource] = ['', undefined]] = template.ofType('Custom::NightjarFilters');
    expect(filtersResource?.DependsOn).toContainEqual(expect.stringContaining('RemovalAccountPolicy'));
    expect(filtersResource?.Properties).toMatchObject({ Subscription: 'account' });
    expect(synthesise({ alerts }).text).not.toContain('AccountPolicy');
  });
});
