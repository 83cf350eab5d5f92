import { describe, expect, it } from 'vitest';
import { newErrorKinds } from '../../../lib/core/baseline/error-kinds.ts';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { apiActionRisk } from '../../../lib/core/detect/api-action-risk.ts';
import { apiCallsDetector } from '../../../lib/core/detect/api-calls.ts';
import { apiErrorClassOf } from '../../../lib/core/detect/api-error-class.ts';
import type { Moment } from '../../../lib/core/detect/moment.ts';
import { outboundTrafficDetector } from '../../../lib/core/detect/outbound-traffic.ts';
import { OutsideFacts } from '../../../lib/core/fold/outside-facts.ts';
import { resolveWindow } from '../../../lib/core/fold/resolve-window.ts';
import { emptySummary } from '../../../lib/core/fold/summary.ts';
import { apiErrorName, credentialUseName } from '../../../lib/core/parse/fact-name.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../../../lib/core/units.ts';

const SALT = 7;
const FIRST = minute(29_500_000);

const momentAt = (at: Minute, phase: Moment['phase']): Moment => ({
  minute: at,
  phase,
  calibration: { calibratesFromDay: 0, returnPeriodDays: 400 },
  deploy: undefined,
  change: undefined,
  errorKinds: newErrorKinds(),
  context: { alertsFrom: minute(FIRST + 7 * MINUTES_PER_DAY), fleetSize: 10, prevalence: () => 0 },
});

const windowWith = (at: Minute, fill: (outside: OutsideFacts) => void) => {
  const summary = emptySummary(SALT);
  summary.starts = 1;
  summary.outside = new OutsideFacts(SALT);
  fill(summary.outside);
  return resolveWindow(at, summary, undefined, true);
};

const bytesOf = (encode: (writer: ByteWriter) => void): number => {
  const writer = new ByteWriter();
  encode(writer);
  return writer.length;
};

describe('the profile of API calls', () => {
  it('takes no room in functions that no trail speaks of', () => {
    const state = apiCallsDetector.create(FIRST);
    expect(bytesOf((writer) => apiCallsDetector.encode(state, writer))).toBe(1);
  });

  it('stays bounded under a million different actions, codes, addresses and keys', () => {
    const state = apiCallsDetector.create(FIRST);
    for (let step = 0; step < 2_500; step++) {
      const at = minute(FIRST + step);
      const window = windowWith(at, (outside) => {
        for (let index = 0; index < 400; index++) {
          const id = step * 400 + index;
          outside.apiCalls.add(`svc${id % 977}:Action${id}`);
          outside.apiErrors.add(apiErrorName({ action: `svc:A${id}`, code: `AccessDenied${id}` }));
          outside.foreignUses.add(
            credentialUseName({ address: `203.0.${id % 256}.${id % 251}`, agent: `tool${id}`, key: `${id}` }),
          );
          outside.lambdaUses.add(credentialUseName({ address: `18.${id % 256}.1.1`, agent: 'boto3', key: `${id}` }));
        }
      });
      apiCallsDetector.advance(state, window, momentAt(at, step < 100 ? 'silent' : 'mature'), false);
    }
    // The set of known actions (at most 384, 6 to 9 bytes each) and everything else.
    const bytes = bytesOf((writer) => apiCallsDetector.encode(state, writer));
    expect(bytes).toBeLessThan(384 * 9 + 1_000);
  });

  it('reads back as it was written, at any minute', () => {
    const [kept, stored] = [apiCallsDetector.create(FIRST), { state: apiCallsDetector.create(FIRST) }];
    for (let step = 0; step < 300; step++) {
      const at = minute(FIRST + 8 * MINUTES_PER_DAY + step * 7);
      const window = windowWith(at, (outside) => {
        outside.apiCalls.add(`s3:Get${step % 9}`);
        outside.sensitiveApiCalls.add(`iam:Create${step % 40 === 39 ? 'User' : `Thing${step % 3}`}`);
        if (step % 5 === 0) outside.apiErrors.add(apiErrorName({ action: `s3:Get${step % 9}`, code: 'AccessDenied' }));
        outside.lambdaUses.add(credentialUseName({ address: `18.1.${step % 3}.1`, agent: 'boto3', key: 'k1' }));
      });
      const moment = momentAt(at, 'mature');
      const one = apiCallsDetector.advance(kept, window, moment, false);
      const other = apiCallsDetector.advance(stored.state, window, moment, false);
      expect(other).toEqual(one);
      const writer = new ByteWriter();
      apiCallsDetector.encode(stored.state, writer);
      stored.state = apiCallsDetector.decode(new ByteReader(writer.finish()));
    }
  });
});

describe('bytes and lookups', () => {
  it('stay below 400 bytes beside the destinations, under a million names and addresses', () => {
    const state = outboundTrafficDetector.create(FIRST);
    for (let step = 0; step < 2_500; step++) {
      const at = minute(FIRST + step);
      const window = windowWith(at, (outside) => {
        for (let index = 0; index < 400; index++) {
          const id = step * 400 + index;
          outside.outboundBytes.add(`203.0.${id % 256}.${id % 251}`, 1_000 + (id % 97));
          outside.domains.add(`d${id % 5_000}.example`, `label${id}.d${id % 5_000}.example`);
        }
      });
      outboundTrafficDetector.advance(state, window, momentAt(at, 'silent'), false);
    }
    const all = bytesOf((writer) => outboundTrafficDetector.encode(state, writer));
    const without = bytesOf((writer) =>
      outboundTrafficDetector.encode({ ...state, bytes: undefined, lookups: undefined }, writer),
    );
    expect(all - without).toBeLessThan(400);
  });
});

describe('what a call is good for', () => {
  it.each([
    ['iam:CreateAccessKey', 'critical'],
    ['iam:PutRolePolicy', 'critical'],
    ['iam:TagRole', 'high'],
    ['iam:ListUsers', undefined],
    ['cloudtrail:StopLogging', 'critical'],
    ['cloudtrail:LookupEvents', undefined],
    ['lambda:UpdateFunctionCode', 'high'],
    ['lambda:GetFunction', undefined],
    ['logs:DeleteLogGroup', 'high'],
    ['logs:CreateLogStream', undefined],
    ['kms:Decrypt', 'medium'],
    ['sts:AssumeRole', 'medium'],
    ['sts:GetCallerIdentity', undefined],
    ['secretsmanager:GetSecretValue', 'medium'],
    ['secretsmanager:ListSecrets', undefined],
    ['s3:GetObject', undefined],
    ['', undefined],
    ['__proto__:constructor', undefined],
  ])('%s: %s', (action, severity) => {
    expect(apiActionRisk(action)?.severity).toBe(severity);
  });

  it.each([
    ['AccessDenied', 'denied'],
    ['AccessDeniedException', 'denied'],
    ['UnauthorizedOperation', 'denied'],
    ['Client.UnauthorizedOperation', 'denied'],
    ['VpceAccessDenied', 'denied'],
    ['ThrottlingException', 'throttled'],
    ['RequestLimitExceeded', 'throttled'],
    ['SlowDown', 'throttled'],
    ['NoSuchTagSet', 'absent'],
    ['NoSuchBucketPolicy', 'absent'],
    ['ReplicationConfigurationNotFoundError', 'absent'],
    ['ResourceNotFoundException', 'absent'],
    ['ValidationException', 'other'],
  ])('the code %s is %s', (code, errorClass) => {
    expect(apiErrorClassOf(code)).toBe(errorClass);
  });
});
