import { describe, expect, it } from 'vitest';
import { LogSource, Subscription, Transport } from '../../lib/infra/index.ts';
import { only } from '../support/only-resource.ts';
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

  it('has none of it where CloudFormation puts all filters itself', () => {
    const template = synthesise({ alerts, sources: [LogSource.logGroups('/a')] });
    expect(template.ofType('Custom::NightjarFilters')).toEqual([]);
    expect(template.ofType('AWS::Lambda::Function').filter(([id]) => /Subscriber|Removal/.test(id))).toEqual([]);
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
