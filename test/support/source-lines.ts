import type { LogEvent } from '../../lib/core/decode/log-batch.ts';
import { type EpochMs, epochMs, isoOf } from '../../lib/core/units.ts';

/** Where the functions of these stories live. */
export const PLACE = { account: '123456789012', region: 'eu-west-1', vpcId: 'vpc-0a1b2c3d' } as const;

/** One log event with the stream it belongs to. */
export interface SourceLine {
  readonly logGroup: string;
  readonly logStream: string;
  readonly event: LogEvent;
}

const line = (logGroup: string, logStream: string, at: EpochMs, message: string): SourceLine => ({
  logGroup,
  logStream,
  event: { id: `${logStream}-${at}-${message.length}-${message.slice(-24)}`, timestamp: at, message },
});

const requestIdOf = (at: EpochMs): string => `5f6b1c9e-0000-4000-8000-${at.toString(16).padStart(12, '0').slice(-12)}`;

/** An invocation of a function, as Lambda's text format writes it; `calls` are named in its own lines. */
export const anInvocation = (
  name: string,
  at: EpochMs,
  { durationMs = 120, calls = [], timesOut = false }: Invocation = {},
): SourceLine[] => {
  const id = requestIdOf(at);
  const time = isoOf(at);
  const own = (message: string): SourceLine =>
    line(`/aws/lambda/${name}`, '2026/02/01/[$LATEST]4f1c9e5b7d3a4c6e8f0a1b2c3d4e5f60', at, message);
  return [
    own(`START RequestId: ${id} Version: $LATEST\n`),
    ...calls.map((url) => own(`${time}\t${id}\tINFO\tPOST ${url} 200\n`)),
    ...(timesOut ? [own(`${time} ${id} Task timed out after ${(durationMs / 1_000).toFixed(2)} seconds\n\n`)] : []),
    own(`END RequestId: ${id}\n`),
    own(
      `REPORT RequestId: ${id}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 256 MB\tMax Memory Used: 90 MB\t${timesOut ? 'Status: timeout' : ''}\n`,
    ),
  ];
};

export interface Invocation {
  readonly durationMs?: number;
  readonly calls?: readonly string[];
  readonly timesOut?: boolean;
}

export interface ApiCall {
  /** `service:Action`. */
  readonly action: string;
  readonly errorCode?: string;
  readonly address?: string;
  readonly agent?: string;
  readonly accessKeyId?: string;
  /** Role whose session it is, named after the function. */
  readonly role?: string;
  /** Without it the record is one of before 2026: no `inScopeOf`. */
  readonly isInScope?: boolean;
}

const LAMBDA_AGENT =
  'Boto3/1.40.4 md/Botocore#1.40.4 ua/2.1 os/linux#5.10 lang/python#3.13 exec-env/AWS_Lambda_python3.13';

/** A call by a function's role, as CloudTrail delivers it to CloudWatch Logs: one record an event. */
export const anApiCall = (name: string, at: EpochMs, call: ApiCall): SourceLine => {
  const { role = `${name}-role`, isInScope = true } = call;
  const { account, region } = PLACE;
  const [service, eventName] = call.action.split(':');
  const record = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${name}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
      accountId: account,
      accessKeyId: call.accessKeyId ?? 'ASIAEXAMPLEKEY000001',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: role,
        },
        attributes: { creationDate: isoOf(at), mfaAuthenticated: 'false' },
      },
      ...(isInScope && {
        inScopeOf: {
          issuerType: 'AWS::Lambda::Function',
          credentialsIssuedTo: `arn:aws:lambda:${region}:${account}:function:${name}`,
        },
      }),
    },
    eventTime: isoOf(at).replace('.000Z', 'Z'),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: call.address ?? '18.202.10.4',
    userAgent: call.agent ?? LAMBDA_AGENT,
    ...(call.errorCode !== undefined && { errorCode: call.errorCode, errorMessage: 'refused' }),
    requestParameters: null,
    responseElements: null,
    requestID: requestIdOf(at),
    eventID: requestIdOf(at),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  return line('aws-cloudtrail-logs', `${account}_CloudTrail_${region}`, at, JSON.stringify(record));
};

/** Somebody replaced a function's code. */
export const aDeploy = (name: string, at: EpochMs, user: string): SourceLine => {
  const { account, region } = PLACE;
  const record = {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/${user}`, accountId: account, userName: user },
    eventTime: isoOf(at).replace('.000Z', 'Z'),
    eventSource: 'lambda.amazonaws.com',
    eventName: 'UpdateFunctionCode20150331v2',
    awsRegion: region,
    sourceIPAddress: '192.0.2.20',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: { functionName: name, publish: false, dryRun: false },
    responseElements: { functionName: name },
    eventID: requestIdOf(at),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  return line('aws-cloudtrail-logs', `${account}_CloudTrail_${region}`, at, JSON.stringify(record));
};

/** One row of a flow log in the default format: the interface sent bytes over a connection that it opened. */
export const aFlow = (
  interfaceId: string,
  at: EpochMs,
  { to, port = 443, bytes }: { readonly to: string; readonly port?: number; readonly bytes: number },
): SourceLine => {
  const end = Math.floor(at / 1_000);
  const packets = Math.max(1, Math.ceil(bytes / 1_400));
  const row = `2 ${PLACE.account} ${interfaceId} 10.0.1.5 ${to} 49${String(end % 900).padStart(3, '0')} ${port} 6 ${packets} ${bytes} ${end - 50} ${end} ACCEPT OK`;
  return line('vpc-flow-logs', `${interfaceId}-all`, at, row);
};

/** One record of a Resolver query log. */
export const aLookup = (address: string, at: EpochMs, name: string, answer = '198.51.100.30'): SourceLine => {
  const { account, region, vpcId } = PLACE;
  const record = {
    version: '1.100000',
    account_id: account,
    region,
    vpc_id: vpcId,
    query_timestamp: isoOf(at).replace('.000Z', 'Z'),
    query_name: `${name}.`,
    query_type: 'A',
    query_class: 'IN',
    rcode: 'NOERROR',
    answers: [{ Rdata: answer, Type: 'A', Class: 'IN' }],
    srcaddr: address,
    srcport: '53211',
    transport: 'UDP',
    srcids: {},
  };
  return line('resolver-query-logs', `${vpcId}_${region}`, at, JSON.stringify(record));
};

/** 2026-02-02T00:00Z, a Monday: the beginning of every story. */
export const STORY_START: EpochMs = epochMs(Date.UTC(2026, 1, 2));

/** A recorded call as it would look if an intruder in a function's process had made it with the function's own role. */
export const hijacked = (name: string, at: EpochMs, record: Readonly<Record<string, unknown>>): SourceLine => {
  const { account, region } = PLACE;
  const own: unknown = JSON.parse(anApiCall(name, at, { action: 'sts:GetCallerIdentity' }).event.message);
  const identity = typeof own === 'object' && own !== null && 'userIdentity' in own ? own.userIdentity : {};
  const moved = {
    ...record,
    userIdentity: identity,
    userAgent: LAMBDA_AGENT,
    sourceIPAddress: '18.202.10.4',
    eventTime: isoOf(at).replace('.000Z', 'Z'),
    awsRegion: region,
    recipientAccountId: account,
  };
  return line('aws-cloudtrail-logs', `${account}_CloudTrail_${region}`, at, JSON.stringify(moved));
};
