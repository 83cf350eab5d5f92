import { describe, expect, it } from 'vitest';
import { NetworkMap } from '../../../lib/core/incident/network-map.ts';
import { networkUsesOf } from '../../../lib/core/incident/network-uses.ts';

const keyOf = (name: string) => ({ account: '111122223333', region: 'eu-west-1', name });
const attached = (name: string, subnetIds: readonly string[], securityGroupIds: readonly string[]) => ({
  key: keyOf(name),
  subnetIds,
  securityGroupIds,
});
const INTERFACE = {
  interfaceId: 'eni-0a1b',
  vpcId: 'vpc-0a1b',
  subnetId: 'subnet-1',
  securityGroupIds: ['sg-2', 'sg-1'],
  addresses: ['10.0.1.5'],
};

describe('networkUsesOf', () => {
  const [use] = networkUsesOf(
    [INTERFACE],
    [
      attached('both', ['subnet-2', 'subnet-1'], ['sg-1', 'sg-2']),
      attached('same', ['subnet-1', 'subnet-1'], ['sg-2', 'sg-1', 'sg-1']),
      attached('fewer-groups', ['subnet-1'], ['sg-1']),
      attached('more-groups', ['subnet-1'], ['sg-1', 'sg-2', 'sg-3']),
      attached('elsewhere', ['subnet-3'], ['sg-1', 'sg-2']),
    ],
  );

  it('finds the functions of exactly this subnet and set of groups, each once', () => {
    expect(use?.functions.map(({ name }) => name)).toEqual(['both', 'same']);
  });

  it('makes a map by interface and by address in the VPC', () => {
    const map = new NetworkMap(use === undefined ? [] : [use]);
    expect(map.functionsOn(keyOf('interface:eni-0a1b'))).toHaveLength(2);
    expect(map.functionsOn(keyOf('address:vpc-0a1b/10.0.1.5'))).toHaveLength(2);
    expect(map.functionsOn(keyOf('address:vpc-9/10.0.1.5'))).toEqual([]);
    expect(map.functionsOn(keyOf('interface:__proto__'))).toEqual([]);
  });

  it('leaves an interface without functions as it is', () => {
    expect(networkUsesOf([INTERFACE], [])).toEqual([
      { interfaceId: 'eni-0a1b', vpcId: 'vpc-0a1b', addresses: ['10.0.1.5'], functions: [] },
    ]);
  });
});
