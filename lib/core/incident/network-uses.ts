import type { FunctionKey } from '../function-key.ts';
import type { NetworkUse } from './network-map.ts';

/** An interface that Lambda made in a VPC. */
export interface LambdaInterface {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly addresses: readonly string[];
}

/** A function that is attached to a VPC. */
export interface AttachedFunction {
  readonly key: FunctionKey;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/**
 * Which functions use which interface. Lambda makes one interface per subnet and set of security groups, and all functions
 * with that subnet and exactly that set share it. Its description names only the function that it was first made for.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/foundation-networking.html
 */
export const networkUsesOf = (
  interfaces: readonly LambdaInterface[],
  functions: readonly AttachedFunction[],
): readonly NetworkUse[] => {
  const byPlace = new Map<string, FunctionKey[]>();
  for (const { key, subnetIds, securityGroupIds } of functions) {
    for (const subnetId of new Set(subnetIds)) {
      const place = placeOf(subnetId, securityGroupIds);
      byPlace.set(place, [...(byPlace.get(place) ?? []), key]);
    }
  }
  return interfaces.map(({ interfaceId, vpcId, subnetId, securityGroupIds, addresses }) => ({
    interfaceId,
    vpcId,
    addresses,
    functions: byPlace.get(placeOf(subnetId, securityGroupIds)) ?? [],
  }));
};

const placeOf = (subnetId: string, securityGroupIds: readonly string[]): string =>
  [subnetId, ...[...new Set(securityGroupIds)].sort()].join(' ');
