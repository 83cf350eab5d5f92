import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { epochMs, MS_PER_MINUTE } from '../../../lib/core/units.ts';
import { runNightjar } from '../../support/run-nightjar.ts';
import { aDeploy, anApiCall, anInvocation, PLACE, type SourceLine, STORY_START } from '../../support/source-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (minute: number) => epochMs(STORY_START + minute * MS_PER_MINUTE);

/** Lines as subscription payloads, one a stream. */
const write = (file: string, lines: readonly SourceLine[]): string => {
  const streams = new Map<string, SourceLine[]>();
  for (const one of lines) {
    const key = `${one.logGroup} ${one.logStream}`;
    streams.set(key, [...(streams.get(key) ?? []), one]);
  }
  const payloads = [...streams.values()].map((own) => ({
    messageType: 'DATA_MESSAGE',
    owner: PLACE.account,
    logGroup: own[0]?.logGroup,
    logStream: own[0]?.logStream,
    subscriptionFilters: ['all'],
    logEvents: own.map(({ event }) => event),
  }));
  const path = join(folder, file);
  writeFileSync(path, payloads.map((payload) => JSON.stringify(payload)).join('\n'));
  return path;
};

const input = write('logs.json', [
  ...anInvocation('upload', at(0), {
    calls: [
      'https://api.vendor.example/v1',
      'https://inbox.s3.eu-west-1.amazonaws.com/a',
      'https://sqs.eu-west-1.amazonaws.com/q',
    ],
  }),
  ...anInvocation('upload', at(1), { calls: ['https://api.vendor.example/v1'] }),
  ...['s3:ListObjectsV2', 's3:PutObject', 's3:UploadPart', 'sts:GetCallerIdentity'].map((action, index) =>
    anApiCall('upload', epochMs(at(1) + index * 1_000), { action }),
  ),
  anApiCall('upload', at(2), { action: 'iam:ListUsers', errorCode: 'AccessDenied' }),
  anApiCall('upload', at(3), { action: 's3:GetObject', errorCode: 'NoSuchKey' }),
  aDeploy('upload', at(4), 'alice@shop.example'),
  ...anInvocation('other', at(1), { calls: ['https://elsewhere.example'] }),
]);
const args = ['explain', 'upload', input, '--account', PLACE.account, '--region', PLACE.region];

describe('nightjar explain', () => {
  it('lists what one function used, and nobody else', async () => {
    const { code, stdout } = await runNightjar([...args, '--format', 'json']);
    const said = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(said.invocations).toBe(2);
    expect(said.services.s3).toEqual([
      { action: 'GetObject', calls: 1, denied: 0, resources: [] },
      { action: 'ListObjectsV2', calls: 1, denied: 0, resources: [] },
      { action: 'PutObject', calls: 1, denied: 0, resources: [] },
      { action: 'UploadPart', calls: 1, denied: 0, resources: [] },
    ]);
    expect(said.services.iam).toEqual([{ action: 'ListUsers', calls: 1, denied: 1, resources: [] }]);
    expect(said.destinations[0]).toEqual({ name: 'api.vendor.example', kind: 'domain', calls: 2 });
    expect(stdout).not.toContain('elsewhere');
  });

  it('starts a policy from what succeeded, in the words of IAM', async () => {
    const { stdout, stderr } = await runNightjar([...args, '--policy']);
    expect(JSON.parse(stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        // No trail says what was called; the function's own log named one bucket.
        { Sid: 'UsedS3', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::inbox'] },
        {
          Sid: 'UsedS32',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: ['arn:aws:s3:::inbox/*'],
        },
      ],
    });
    expect(stderr).toContain('without any recorded action: sqs');
    expect(stderr).toContain('data events');
  });

  it('is text for people, defanged and masked', async () => {
    const { stdout } = await runNightjar([...args, '--format', 'text']);
    expect(stdout).toMatch(/^ {2}api\.vendor\[\.\]example +domain +2$/m);
    expect(stdout).toMatch(/^ {2}iam:ListUsers +1 +1$/m);
    expect(stdout).toContain('UpdateFunctionCode by user/[e-mail hidden]');
    expect(stdout).toContain('What this does not show');
    expect(stdout).not.toContain('alice@shop.example');
  });

  it('takes an ARN, and says which function was meant when there is none', async () => {
    const arn = `arn:aws:lambda:${PLACE.region}:${PLACE.account}:function:upload`;
    expect((await runNightjar(['explain', arn, ...args.slice(2), '--format', 'json'])).code).toBe(0);
    const { code, stderr } = await runNightjar(['explain', 'uplod', ...args.slice(2)]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean 'upload'?");
  });
});
