import { Duration } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { readSubscribeEnvironment } from '../../lib/config/environment.ts';
import { DIRECT_LIFE_MS } from '../../lib/core/pipeline/direct-partials.ts';
import { LogSource, Transport } from '../../lib/infra/index.ts';
import { rule } from '../support/log-account.ts';
import { only } from '../support/only-resource.ts';
import { resolveValue } from '../support/resolve-template.ts';
import { type Synthesised, synthesise, type TemplateResource } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };
const direct = synthesise({ alerts, sources: [LogSource.logGroups('/aws/lambda/checkout', '/aws/lambda/billing')] });
const kinesis = synthesise({
  alerts,
  sources: [LogSource.logGroups('/aws/lambda/checkout')],
  transport: Transport.kinesis({ shards: 3, retention: Duration.days(2) }),
});

describe('the direct transport', () => {
  it('lets CloudWatch Logs invoke ingest by one statement for every group of this account alone', () => {
    expect(only(direct, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
    expect(resolveValue(only(direct, 'AWS::Lambda::Permission').Properties['SourceArn'], direct.resources)).toBe(
      'arn:aws:logs:eu-west-1:123456789012:log-group:*',
    );
  });

  it('puts one filter per listed group, one after the other, once the permission stands', () => {
    const filters = direct.ofType('AWS::Logs::SubscriptionFilter');
    expect(filters.map(([, { Properties }]) => Properties)).toEqual(
      ['/aws/lambda/checkout', '/aws/lambda/billing'].map((LogGroupName) => ({
        LogGroupName,
        FilterName: 'nightjar-Nightjar-Detector',
        FilterPattern: '',
        DestinationArn: { 'Fn::GetAtt': [expect.stringContaining('Ingest'), 'Arn'] },
      })),
    );
    const [[firstId], [, second]] = filters as [[string, TemplateResource], [string, TemplateResource]];
    expect(second.DependsOn).toContain(firstId);
    expect(second.DependsOn).toContainEqual(expect.stringContaining('LogsInvokeIngest'));
  });

  it('tries a delivery again and then keeps it in a queue', () => {
    expect(only(direct, 'AWS::Lambda::EventInvokeConfig', 'Ingest').Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] } },
      },
    });
  });

  it('knows what it stored for longer than that queue can hold it, so that bringing it back counts nothing twice', () => {
    const { MaximumEventAgeInSeconds: retried } = only(direct, 'AWS::Lambda::EventInvokeConfig', 'Ingest').Properties;
    const { MessageRetentionPeriod: kept } = only(direct, 'AWS::SQS::Queue', 'IngestDeadLetters').Properties;
    expect((Number(retried) + Number(kept)) * 1_000).toBeLessThan(DIRECT_LIFE_MS);
  });

  it('takes log groups as constructs, whose names are known only at deployment', () => {
    const made = synthesise((stack) => ({ alerts, sources: [LogSource.logGroups(new LogGroup(stack, 'Mine'))] }));
    expect(only(made, 'AWS::Logs::SubscriptionFilter').Properties['LogGroupName']).toEqual({
      Ref: expect.stringContaining('Mine'),
    });
  });
});

describe('a source by prefix', () => {
  const byPrefix = synthesise({ alerts, sources: [LogSource.lambda({ exclude: ['/aws/lambda/test-'] })] });

  it('is looked after by a function that runs every five minutes, once the destination takes deliveries', () => {
    const schedule = only(byPrefix, 'AWS::Scheduler::Schedule', 'Subscriber');
    expect(schedule.Properties).toMatchObject({ ScheduleExpression: 'rate(5 minutes)' });
    expect(schedule.DependsOn).toContainEqual(expect.stringContaining('LogsInvokeIngest'));
    expect(byPrefix.ofType('AWS::Logs::SubscriptionFilter')).toEqual([]);
  });

  it('never takes own groups, and keeps the filter that ingest accepts', () => {
    const variablesOf = (idPart: string) => {
      const { Environment } = only(byPrefix, 'AWS::Lambda::Function', idPart).Properties as {
        Environment: { Variables: Record<string, string> };
      };
      return Environment.Variables;
    };
    const variables = resolveValue(variablesOf('SubscriberHandler'), byPrefix.resources) as Record<string, string>;
    const read = readSubscribeEnvironment({ ...variables, AWS_REGION: 'eu-west-1' });
    expect(read).toMatchObject({
      ok: true,
      value: { selection: [rule('/aws/lambda/', { exclude: ['/aws/lambda/test-'] })], writerRoleArn: '' },
    });
    expect(variables['NIGHTJAR_SUBSCRIPTION_FILTER']).toBe(variablesOf('Ingest')['NIGHTJAR_SUBSCRIPTION_FILTER']);
  });

  it('needs no such function when all groups are listed', () => {
    expect(direct.ofType('AWS::Lambda::Function').map(([id]) => id)).not.toContainEqual(
      expect.stringContaining('SubscriberHandler'),
    );
  });
});

describe('the Kinesis transport', () => {
  it('reads each shard in order and whole batches, as exact counts need', () => {
    const { Properties } = only(kinesis, 'AWS::Lambda::EventSourceMapping');
    expect(Properties).toMatchObject({
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 20,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: false,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRecordAgeInSeconds: 6 * 3_600,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] } },
      },
    });
    expect(Properties).not.toHaveProperty('FunctionResponseTypes');
  });

  it('has the shards, retention and encryption that were asked for', () => {
    expect(only(kinesis, 'AWS::Kinesis::Stream').Properties).toMatchObject({
      ShardCount: 3,
      RetentionPeriodHours: 48,
      StreamEncryption: { EncryptionType: 'KMS' },
    });
  });

  it('keeps log streams together and needs no permission to invoke', () => {
    expect(only(kinesis, 'AWS::Logs::SubscriptionFilter').Properties).toMatchObject({
      Distribution: 'ByLogStream',
      DestinationArn: { 'Fn::GetAtt': [expect.stringContaining('Stream'), 'Arn'] },
      RoleArn: { 'Fn::GetAtt': [expect.stringContaining('WriterRole'), 'Arn'] },
    });
    expect(kinesis.ofType('AWS::Lambda::Permission')).toEqual([]);
  });

  it('puts no filter before the role may write, since CloudWatch Logs tries the stream at once', () => {
    expect(only(kinesis, 'AWS::Logs::SubscriptionFilter').DependsOn).toContainEqual(
      expect.stringMatching(/WriterRoleDefaultPolicy/),
    );
  });

  it('keeps the filter name of the direct transport, so that a switch replaces and never doubles', () => {
    const nameIn = (synthesised: Synthesised) =>
      new Set(
        synthesised.ofType('AWS::Logs::SubscriptionFilter').map(([, { Properties }]) => Properties['FilterName']),
      );
    expect(nameIn(kinesis)).toEqual(nameIn(direct));
  });

  it('rings when reading falls behind', () => {
    expect(only(kinesis, 'AWS::CloudWatch::Alarm', 'StreamBehind').Properties).toMatchObject({
      MetricName: 'GetRecords.IteratorAgeMilliseconds',
      Statistic: 'Maximum',
    });
  });

  it('rings when records are refused, by the metric that also counts those put one by one, as CloudWatch Logs puts them', () => {
    expect(only(kinesis, 'AWS::CloudWatch::Alarm', 'StreamFull').Properties).toMatchObject({
      MetricName: 'WriteProvisionedThroughputExceeded',
    });
  });
});
