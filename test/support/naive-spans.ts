/**
 * A second, naive reading of spans, for comparison: whole objects, WHATWG URLs and regular expressions, as one would write it
 * in an afternoon. Shares no code with what it checks.
 */
type Json = Readonly<Record<string, unknown>>;

const attributesIn = (holder: unknown): Json => ((holder as Json | undefined)?.['attributes'] ?? {}) as Json;
const first = (attributes: Json, ...names: readonly string[]): string | undefined =>
  names.map((name) => attributes[name]).find((value): value is string => typeof value === 'string' && value !== '');

const hostOf = (text: string, port: unknown): string => {
  const host = text.toLowerCase().replace(/\.$/, '');
  const shown = host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host;
  const number = Number(port);
  return port === undefined || number === 443 || number === 80 ? shown : `${shown}:${number}`;
};

/** Where a CLIENT or PRODUCER span went. */
export const naiveSpanDestination = (span: Json): string | undefined => {
  if (!/CLIENT|PRODUCER/.test(String(span['kind']))) return undefined;
  const attributes = attributesIn(span);
  const address = first(attributes, 'server.address', 'net.peer.name');
  if (address !== undefined) return hostOf(address, attributes['server.port'] ?? attributes['net.peer.port']);
  const url = first(attributes, 'url.full', 'http.url');
  if (url !== undefined) {
    const { hostname, port } = new URL(url);
    return hostOf(hostname, port === '' ? undefined : port);
  }
  const remote = first(attributes, 'aws.remote.service') ?? '';
  if (remote.startsWith('AWS::')) return `${remote.slice(5).toLowerCase()}.amazonaws.com`;
  if (remote.includes('.')) return hostOf(remote, undefined);
  const peer = first(attributes, 'peer.service') ?? '';
  if (peer.includes('.')) return hostOf(peer, undefined);
  const service = first(attributes, 'rpc.service');
  return attributes['rpc.system'] === 'aws-api' && service !== undefined
    ? `${service.toLowerCase().replaceAll(' ', '-')}.amazonaws.com`
    : undefined;
};

/** In which function a span was recorded. */
export const naiveSpanFunction = (span: Json): string | undefined => {
  const resource = attributesIn(span['resource']);
  const arn = /:function:([\w-]+)/.exec(first(resource, 'cloud.resource_id') ?? '')?.[1];
  if (arn !== undefined) return arn;
  const faas = first(resource, 'faas.name');
  if (faas !== undefined) return faas;
  const groups = resource['aws.log.group.names'];
  const group = /^\/aws\/lambda\/([\w-]+)$/.exec(String(Array.isArray(groups) ? groups[0] : groups))?.[1];
  if (group !== undefined) return group;
  const isLambda = attributesIn(span)['PlatformType'] === 'AWS::Lambda' || resource['cloud.platform'] === 'aws_lambda';
  if (!isLambda) return undefined;
  return first(attributesIn(span), 'aws.local.service') ?? first(resource, 'service.name');
};
