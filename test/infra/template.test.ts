import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readEvaluateEnvironment, readIngestEnvironment } from '../../lib/config/environment.ts';
import { LogSource, Transport } from '../../lib/infra/index.ts';
import { only } from '../support/only-resource.ts';
import { resolveValue } from '../support/resolve-template.ts';
import { synthesise } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };
const direct = synthesise({ alerts, sources: [LogSource.logGroups('/aws/lambda/checkout', '/aws/lambda/billing')] });
const kinesis = synthesise({
  alerts,
  sources: [LogSource.logGroups('/aws/lambda/checkout')],
  transport: Transport.kinesis({ shards: 3, retention: Duration.days(2) }),
});

const STATEFUL = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Kinesis::Stream',
];

describe('what must outlive a deployment', () => {
  it('keeps the logical ids of table, key and topics, since a new id would replace them', () => {
    expect(STATEFUL.flatMap((type) => kinesis.ofType(type)).map(([id]) => id)).toEqual([
      'DetectorStorageTable0B30A75D',
      'DetectorKey6AEEE727',
      'DetectorAlertsE6253A4A',
      'DetectorOperationsE097630E',
      'DetectorIngestDeadLetters47F09518',
      'DetectorKinesisDeadLetters034C5CC3',
      'DetectorKinesisStream24D5BB06',
    ]);
  });

  it('retains table and key by default', () => {
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key']) {
      expect(only(direct, type)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('deletes table and key with the stack when asked to', () => {
    const destroyed = synthesise({ alerts, removalPolicy: RemovalPolicy.DESTROY });
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key']) {
      expect(only(destroyed, type).DeletionPolicy).toBe('Delete');
    }
  });

  it('encrypts the table with the own key, recovers it to a point in time, and lets items expire', () => {
    expect(only(direct, 'AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [
        {
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] } },
        },
      ],
    });
  });
});

describe('two installations in one account and Region', () => {
  const namesOf = (installationName: string): string[] => {
    const template = synthesise({ alerts, installationName });
    const named = Object.values(template.resources).flatMap(({ Properties = {} }) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        /^(?!Display).*Name$/.test(key) && typeof value === 'string' ? [value] : [],
      ),
    );
    return named.filter((name) => !SHARED_NAMES.test(name));
  };
  /** Names of AWS, of metrics, and of policies, which are their role's own. */
  const SHARED_NAMES = /^(AWS\/|Nightjar[A-Z]|Detector|[A-Z][A-Za-z]+$)/;

  it('want no name twice', () => {
    const [one, two] = [namesOf('one'), namesOf('two')];
    expect(one).toContain('/nightjar/one/ingest');
    expect(one.filter((name) => two.includes(name))).toEqual([]);
  });
});

describe('topics', () => {
  it('are encrypted with the own key and refuse requests without TLS', () => {
    for (const [id, { Properties }] of direct.ofType('AWS::SNS::Topic')) {
      expect(Properties['KmsMasterKeyId']).toMatchObject({ 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] });
      const policy = direct.ofType('AWS::SNS::TopicPolicy').find(
        ([
          ,
          {
            Properties: { Topics },
          },
        ]) => JSON.stringify(Topics).includes(id),
      );
      expect(JSON.stringify(policy)).toContain('"Effect":"Deny"');
      expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('send operations to the recipients of the alerts unless others are named', () => {
    expect(direct.ofType('AWS::SNS::Subscription').map(([, { Properties }]) => Properties['Endpoint'])).toEqual([
      'oncall@example.com',
      'oncall@example.com',
    ]);
    const others = synthesise({ alerts, operations: { emails: ['platform@example.com'] } });
    expect(others.ofType('AWS::SNS::Subscription').map(([, { Properties }]) => Properties['Endpoint'])).toEqual([
      'oncall@example.com',
      'platform@example.com',
    ]);
  });

  it('have a key that CloudWatch alarms of this account and EventBridge may use', () => {
    const { Statement } = only(direct, 'AWS::KMS::Key').Properties['KeyPolicy'] as { Statement: object[] };
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
    expect(Statement).toContainEqual(expect.objectContaining({ Principal: { Service: 'events.amazonaws.com' } }));
  });
});

describe('functions', () => {
  const environmentOf = (idPart: string): Record<string, string> => {
    const { Environment } = only(direct, 'AWS::Lambda::Function', idPart).Properties as {
      Environment: { Variables: Record<string, unknown> };
    };
    // The salt is cut out of the stack's id at deployment.
    const variables = { ...Environment.Variables, NIGHTJAR_SALT_SEED: 'a-seed' };
    return resolveValue(variables, direct.resources) as Record<string, string>;
  };

  it('run on arm64 and Node 24 with a log group whose lines expire', () => {
    for (const [, { Properties }] of direct.ofType('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'Text', LogGroup: { Ref: expect.any(String) } },
      });
    }
    for (const [, { Properties }] of direct.ofType('AWS::Logs::LogGroup')) {
      expect(Properties).toMatchObject({
        LogGroupName: expect.stringMatching(/^\/nightjar\/Nightjar-Detector\//),
        RetentionInDays: 30,
      });
    }
  });

  it('find in their environment what their reader asks for', () => {
    const lambda = { AWS_REGION: 'eu-west-1' };
    expect(readIngestEnvironment({ ...environmentOf('Ingest'), ...lambda })).toMatchObject({
      ok: true,
      value: {
        subscriptionFilter: 'nightjar-Nightjar-Detector',
        tableName: direct.ofType('AWS::DynamoDB::GlobalTable')[0]?.[0],
      },
    });
    expect(readEvaluateEnvironment({ ...environmentOf('Evaluate'), ...lambda })).toMatchObject({
      ok: true,
      value: { learningMinutes: 7 * 1_440, historyDays: 35, minimumSeverity: 'medium', slots: 1 },
    });
  });

  it('reserve no concurrency unless asked to', () => {
    for (const [, { Properties }] of direct.ofType('AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    const reserved = synthesise({ alerts, ingestReservedConcurrency: 5 });
    expect(only(reserved, 'AWS::Lambda::Function', 'Ingest').Properties['ReservedConcurrentExecutions']).toBe(5);
  });
});

describe('evaluation', () => {
  it('is ticked every minute with the scheduled time, and a missed tick is never tried again', () => {
    expect(only(direct, 'AWS::Scheduler::Schedule', 'Evaluate').Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    });
    expect(only(direct, 'AWS::Lambda::EventInvokeConfig', 'Evaluate').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('rings when it stops: missing ticks breach', () => {
    expect(only(direct, 'AWS::CloudWatch::Alarm', 'EvaluationStopped').Properties).toMatchObject({
      Namespace: 'Nightjar',
      MetricName: 'Ticks',
      Dimensions: [{ Name: 'Installation', Value: 'Nightjar-Detector' }],
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });
});

describe('what is refused at synthesis', () => {
  const attempt = (props: Parameters<typeof synthesise>[0]) => () => synthesise(props);

  it('watching nobody’s logs', () => {
    expect(attempt({ alerts, sources: [] })).toThrow(/sources must be a list of 1 to 50 sources, got \[\]/);
  });

  it('telling nobody', () => {
    expect(attempt({ alerts: {} })).toThrow(/alerts must have at least one recipient/);
  });

  it('several mistakes, all in one message', () => {
    const mistaken = attempt({
      alerts: { emails: ['not an address'] },
      slots: 0,
      learningPeriod: Duration.minutes(1),
      transport: Transport.kinesis({ shards: 0.5 }),
    });
    for (const path of ['transport.shards', 'alerts.emails[0]', 'learningPeriod', 'slots']) {
      expect(mistaken).toThrow(`  ${path} must be `);
    }
  });

  it('an installation name that is no part of a log-group name', () => {
    expect(attempt({ alerts, installationName: 'a b' })).toThrow(/installationName must be/);
  });
});
