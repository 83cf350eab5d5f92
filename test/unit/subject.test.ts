import { describe, expect, it } from 'vitest';
import { functionIdOf, functionKeyOf } from '../../lib/core/function-key.ts';
import { claimedFunction, isFunctionId, type Subject, subjectName, subjectOf } from '../../lib/core/subject.ts';

const idOf = (name: string) => functionIdOf({ account: '111122223333', region: 'eu-west-1', name });

describe('subjects', () => {
  it.each<[string, Subject]>([
    ['checkout', { kind: 'function', name: 'checkout' }],
    ['interface:eni-0a1b2c3d', { kind: 'interface', interfaceId: 'eni-0a1b2c3d' }],
    ['address:vpc-0a1b/10.0.1.5', { kind: 'address', vpcId: 'vpc-0a1b', address: '10.0.1.5' }],
    ['address:vpc-0a1b/2001:db8::7', { kind: 'address', vpcId: 'vpc-0a1b', address: '2001:db8::7' }],
    ['role-session:shop-role/checkout', { kind: 'role-session', role: 'shop-role', session: 'checkout' }],
  ])('%s is a name and back, also as part of an id', (name, subject) => {
    expect(subjectName(subject)).toBe(name);
    expect(subjectOf(name)).toEqual(subject);
    expect(subjectOf(functionKeyOf(idOf(name)).name)).toEqual(subject);
  });

  it('are told from functions by the colon', () => {
    expect(isFunctionId(idOf('checkout'))).toBe(true);
    expect(isFunctionId(idOf('interface:eni-0a1b2c3d'))).toBe(false);
  });

  it('claim a function where they bear its name', () => {
    expect(claimedFunction(idOf('checkout'))).toBe(idOf('checkout'));
    expect(claimedFunction(idOf('role-session:shop-role/checkout'))).toBe(idOf('checkout'));
    expect(claimedFunction(idOf('role-session:admin/alice@example.com'))).toBeUndefined();
    expect(claimedFunction(idOf('interface:eni-0a1b2c3d'))).toBeUndefined();
  });
});
