import { destinationOf } from '../destination.ts';
import { type JsonObject, textFieldOf } from '../json-object.ts';
import { looksLikeHost } from '../looks-like-host.ts';
import { scanUrls } from '../url-scan.ts';
import { numberAttribute } from './span-attributes.ts';

const LONGEST_URL = 4_096;
/** `AWS::S3`, `AWS::DynamoDB`: how Application Signals names services. */
const AWS_SERVICE = /^AWS::([A-Za-z0-9]{1,40})$/;
/** X-Ray's names of AWS SDK clients: `S3`, `DynamoDB`, `awslambda`. */
const RPC_SERVICE = /^[A-Za-z0-9][A-Za-z0-9 -]{0,39}$/;

/**
 * Where the call of a CLIENT or PRODUCER span went, best evidence first: the server's address, the host of the URL, the
 * remote service by name, the peer, the AWS service of an SDK call. Of a URL only the host is kept: queries hold secrets.
 */
export const destinationOfSpan = (attributes: JsonObject): string | undefined =>
  byAddress(attributes) ?? byUrl(attributes) ?? byRemoteService(attributes) ?? byPeer(attributes) ?? byRpc(attributes);

const byAddress = (attributes: JsonObject): string | undefined => {
  const address = textFieldOf(attributes, 'server.address', 'net.peer.name', 'network.peer.address', 'net.peer.ip');
  if (address === undefined || address.length > 300) return undefined;
  return hostWithPort(address, numberAttribute(attributes, 'server.port', 'net.peer.port', 'network.peer.port'));
};

const hostWithPort = (host: string, port: number | undefined): string | undefined => {
  if (host.includes('/') || /\s/.test(host)) return undefined;
  const bare = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return destinationOf(port === undefined ? bare : `${bare}:${port}`, port === 80 ? 'http' : '');
};

const byUrl = (attributes: JsonObject): string | undefined => {
  const url = textFieldOf(attributes, 'url.full', 'http.url');
  let first: string | undefined;
  if (url !== undefined) {
    scanUrls(url.slice(0, LONGEST_URL), (found) => {
      first ??= found;
    });
  }
  return first;
};

const byRemoteService = (attributes: JsonObject): string | undefined => {
  const remote = textFieldOf(attributes, 'aws.remote.service');
  if (remote === undefined) return undefined;
  const service = AWS_SERVICE.exec(remote)?.[1];
  if (service !== undefined) return `${service.toLowerCase()}.amazonaws.com`;
  return looksLikeHost(remote) ? destinationOf(remote) : undefined;
};

const byPeer = (attributes: JsonObject): string | undefined => {
  const peer = textFieldOf(attributes, 'peer.service', 'peer.hostname');
  return peer !== undefined && looksLikeHost(peer) ? destinationOf(peer) : undefined;
};

const byRpc = (attributes: JsonObject): string | undefined => {
  if (textFieldOf(attributes, 'rpc.system') !== 'aws-api') return undefined;
  const service = textFieldOf(attributes, 'rpc.service');
  if (service === undefined || !RPC_SERVICE.test(service)) return undefined;
  return `${service.toLowerCase().replaceAll(' ', '-')}.amazonaws.com`;
};
