import { subjectName } from '../../subject.ts';
import { destinationOf } from '../destination.ts';
import { isIpAddress } from '../ip-address.ts';
import { fieldOf, isJsonObject, type JsonObject, textFieldOf } from '../json-object.ts';
import type { Observation } from '../observation.ts';
import type { NamedSubject, ParsedRecord } from '../parsed-record.ts';
import { apexDomainOf } from './apex-domain.ts';
import { isBesideThePoint, queryNameOf } from './query-name.ts';

/** Types of queries that are followed by a connection. */
const ADDRESS_TYPES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'HTTPS', 'SVCB']);
const FOUND = 'NOERROR';
const NOT_FOUND = 'NXDOMAIN';
const VPC = /^vpc-[0-9a-z]{1,32}$/;
const FIREWALL_ACTION = /^[A-Z]{1,16}$/;

export const isDnsQuery = (object: JsonObject): boolean =>
  Object.hasOwn(object, 'query_name') && Object.hasOwn(object, 'rcode');

/**
 * Parses one record of a Route 53 Resolver query log: a name was looked up that no cache knew.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html
 */
export const parseDnsQuery = (object: JsonObject): ParsedRecord => {
  const rawName = textFieldOf(object, 'query_name');
  const rcode = textFieldOf(object, 'rcode');
  if (rawName === undefined || rcode === undefined) return { skipped: 'dns_query_malformed' };
  const name = queryNameOf(rawName);
  const observation: Observation =
    name === undefined || isBesideThePoint(name) ? { kind: 'dns-other' } : queryOf(name, rcode, object);
  return { facts: [{ subject: subjectOfQuery(object), observation }] };
};

const queryOf = (name: string, rcode: string, object: JsonObject): Observation => {
  const hasAnswer = rcode === FOUND && hasAnswers(object);
  const isAddressWanted = ADDRESS_TYPES.has(textFieldOf(object, 'query_type') ?? '');
  const firewallAction = textFieldOf(object, 'firewall_rule_action');
  const isBlocked = firewallAction === 'BLOCK';
  return {
    kind: 'dns-query',
    name,
    domain: apexDomainOf(name),
    destination: hasAnswer && isAddressWanted && !isBlocked ? destinationOf(name) : undefined,
    isFound: rcode !== NOT_FOUND,
    firewallAction: firewallAction !== undefined && FIREWALL_ACTION.test(firewallAction) ? firewallAction : undefined,
  };
};

const hasAnswers = (object: JsonObject): boolean => {
  const answers = fieldOf(object, 'answers');
  return Array.isArray(answers) && answers.some(isJsonObject);
};

const subjectOfQuery = (object: JsonObject): NamedSubject | undefined => {
  const address = textFieldOf(object, 'srcaddr');
  const vpcId = textFieldOf(object, 'vpc_id');
  if (address === undefined || !isIpAddress(address) || vpcId === undefined || !VPC.test(vpcId)) return undefined;
  const account = textFieldOf(object, 'account_id');
  const region = textFieldOf(object, 'region');
  return {
    name: subjectName({ kind: 'address', vpcId, address: address.toLowerCase() }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
};
