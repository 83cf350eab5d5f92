import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An interface as `DescribeNetworkInterfaces` knows it. */
export interface DoubleInterface {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  readonly address: string;
  readonly further?: readonly string[];
  readonly ipv6?: readonly string[];
  readonly description?: string;
}

export interface DoubleFunction {
  readonly name: string;
  readonly subnets?: readonly string[];
  readonly groups?: readonly string[];
}

export interface NetworkDouble {
  interfaces: readonly DoubleInterface[];
  functions: readonly DoubleFunction[];
  /** Of each listing. */
  pageItems: number;
  /** Answers that come first, whatever is asked. */
  readonly first: { readonly status: number; readonly body: string }[];
  /** What was asked: service, operation and page. */
  readonly asked: string[];
  /** Requests that neither service would understand. */
  readonly misunderstood: string[];
  /** Signed for these: `eu-west-1/ec2`. */
  readonly scopes: Set<string>;
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** As EC2 refuses calls that come too fast. */
export const EC2_THROTTLE = {
  status: 503,
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>8a4b</RequestID></Response>',
};
/** As EC2 refuses a role that may not ask. */
export const EC2_DENIAL = {
  status: 403,
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors><RequestID>8a4b</RequestID></Response>',
};

const ACCOUNT = '123456789012';

/**
 * EC2 (Query protocol, XML) and Lambda (REST, JSON) as their service models spell requests and answers, on loopback: only
 * what {@link AwsNetworkLookup} needs, and strict about it.
 */
export const startNetworkDouble = async (): Promise<NetworkDouble> => {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const scope = /Credential=[^/]+\/\d{8}\/([^/]+\/[^/]+)\/aws4_request/.exec(
      request.headers.authorization ?? '',
    )?.[1];
    if (scope !== undefined) double.scopes.add(scope);
    const refusal = double.first.shift();
    const answer = refusal ?? (request.method === 'POST' ? ec2(request, body) : lambda(request));
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const ec2 = ({ url, headers }: IncomingMessage, body: string) => {
    const asked = new URLSearchParams(body);
    const isUnderstood =
      url === '/' &&
      headers['content-type'] === 'application/x-www-form-urlencoded; charset=utf-8' &&
      asked.get('Action') === 'DescribeNetworkInterfaces' &&
      asked.get('Version') === '2016-11-15' &&
      asked.get('Filter.1.Name') === 'interface-type' &&
      asked.get('Filter.1.Value.1') === 'lambda' &&
      Number(asked.get('MaxResults')) >= 5 &&
      Number(asked.get('MaxResults')) <= 1_000;
    if (!isUnderstood) return misunderstood(`${url} ${body}`);
    const page = Number(asked.get('NextToken') ?? 0);
    double.asked.push(`ec2 ${page}`);
    const { items, next } = pageOf(double.interfaces, page, double.pageItems);
    return { status: 200, body: interfacesXml(items, next) };
  };

  const lambda = ({ url = '' }: IncomingMessage) => {
    const { pathname, searchParams } = new URL(url, endpoint);
    const most = Number(searchParams.get('MaxItems'));
    if (pathname !== '/2015-03-31/functions' || most < 1 || most > 10_000) return misunderstood(url);
    const page = Number(searchParams.get('Marker') ?? 0);
    double.asked.push(`lambda ${page}`);
    const { items, next } = pageOf(double.functions, page, Math.min(double.pageItems, most, 50));
    const body = { Functions: items.map(functionJson), ...(next !== undefined && { NextMarker: `${next}` }) };
    return { status: 200, body: JSON.stringify(body) };
  };

  const misunderstood = (request: string) => {
    double.misunderstood.push(request);
    return { status: 400, body: 'bad request' };
  };

  const double: NetworkDouble = {
    interfaces: [],
    functions: [],
    pageItems: 50,
    first: [],
    asked: [],
    misunderstood: [],
    scopes: new Set(),
    variables: {
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_EC2: endpoint,
      AWS_ENDPOINT_URL_LAMBDA: endpoint,
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return double;
};

const pageOf = <Item>(all: readonly Item[], page: number, size: number) => ({
  items: all.slice(page * size, (page + 1) * size),
  next: (page + 1) * size < all.length ? page + 1 : undefined,
});

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const interfacesXml = (
  items: readonly DoubleInterface[],
  next: number | undefined,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>fc45294c-006b-457b-bab9-012f5b3b0e40</requestId>
    <networkInterfaceSet>
${items.map(interfaceXml).join('\n')}
    </networkInterfaceSet>${next === undefined ? '' : `\n    <nextToken>${next}</nextToken>`}
</DescribeNetworkInterfacesResponse>`;

const interfaceXml = (one: DoubleInterface): string => `        <item>
            <networkInterfaceId>${one.id}</networkInterfaceId>
            <subnetId>${one.subnet}</subnetId>
            <vpcId>${one.vpc}</vpcId>
            <availabilityZone>eu-west-1b</availabilityZone>
            <description>${escaped(one.description ?? 'AWS Lambda VPC ENI-first-0a1b2c3d')}</description>
            <ownerId>${ACCOUNT}</ownerId>
            <requesterId>AROAEXAMPLE:${ACCOUNT}</requesterId>
            <requesterManaged>true</requesterManaged>
            <status>in-use</status>
            <macAddress>02:74:b0:72:79:61</macAddress>
            <privateIpAddress>${one.address}</privateIpAddress>
            <sourceDestCheck>true</sourceDestCheck>
            <groupSet>${one.groups.map((group) => `<item><groupId>${group}</groupId><groupName>name</groupName></item>`).join('')}</groupSet>
            <attachment><attachmentId>ela-attach-0a1b</attachmentId><status>attached</status></attachment>
            <tagSet/>
            <privateIpAddressesSet>${[one.address, ...(one.further ?? [])]
              .map((address) => `<item><privateIpAddress>${address}</privateIpAddress><primary>true</primary></item>`)
              .join('')}</privateIpAddressesSet>
            <ipv6AddressesSet>${(one.ipv6 ?? []).map((address) => `<item><ipv6Address>${address}</ipv6Address></item>`).join('')}</ipv6AddressesSet>
            <interfaceType>lambda</interfaceType>
        </item>`;

const functionJson = ({ name, subnets, groups = [] }: DoubleFunction): object => ({
  FunctionName: name,
  FunctionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`,
  Runtime: 'nodejs24.x',
  Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  Version: '$LATEST',
  ...(subnets && {
    VpcConfig: { SubnetIds: subnets, SecurityGroupIds: groups, VpcId: 'vpc-0a1b', Ipv6AllowedForDualStack: false },
  }),
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
};
