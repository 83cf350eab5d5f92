import type { LambdaInterface } from '../core/incident/network-uses.ts';
import { itemsOf, parseXml, textOf, type XmlElement } from './xml-element.ts';

const PAGE_ITEMS = '1000'; // the most that one call gives

/** Body of the request for one page of the interfaces that Lambda made. */
export const interfacesRequest = (after: string | undefined): string =>
  new URLSearchParams({
    Action: 'DescribeNetworkInterfaces',
    Version: '2016-11-15',
    'Filter.1.Name': 'interface-type',
    'Filter.1.Value.1': 'lambda',
    MaxResults: PAGE_ITEMS,
    ...(after !== undefined && { NextToken: after }),
  }).toString();

export interface InterfacesPage {
  readonly items: readonly LambdaInterface[];
  readonly next: string | undefined;
}

/**
 * Reads the answer; `undefined` when it is none.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
 */
export const readInterfacesPage = (body: string): InterfacesPage | undefined => {
  const answer = parseXml(body);
  if (answer?.name !== 'DescribeNetworkInterfacesResponse') return undefined;
  const items = itemsOf(answer, 'networkInterfaceSet').flatMap((item) => interfaceOf(item) ?? []);
  return { items, next: textOf(answer, 'nextToken') };
};

/** An interface that lacks what it is found by is left out: nobody is taken for its user. */
const interfaceOf = (item: XmlElement): LambdaInterface | undefined => {
  const interfaceId = textOf(item, 'networkInterfaceId');
  const vpcId = textOf(item, 'vpcId');
  const subnetId = textOf(item, 'subnetId');
  if (interfaceId === undefined || vpcId === undefined || subnetId === undefined) return undefined;
  const addresses = [
    textOf(item, 'privateIpAddress'),
    ...itemsOf(item, 'privateIpAddressesSet').map((one) => textOf(one, 'privateIpAddress')),
    ...itemsOf(item, 'ipv6AddressesSet').map((one) => textOf(one, 'ipv6Address')),
  ];
  const found = addresses.flatMap((address) => address?.toLowerCase() ?? []);
  return {
    interfaceId,
    vpcId,
    subnetId,
    securityGroupIds: itemsOf(item, 'groupSet').flatMap((group) => textOf(group, 'groupId') ?? []),
    addresses: [...new Set(found)],
  };
};
