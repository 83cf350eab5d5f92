import { isIpAddress } from '../ip-address.ts';
import { type JsonObject, textFieldOf } from '../json-object.ts';
import type { AgentClass } from '../observation.ts';
import { invokedByService } from './caller.ts';

/** What SDKs add to the user agent inside Lambda. OS-only runtimes and images do not set it. */
const LAMBDA_MARK = 'exec-env/AWS_Lambda_';
/**
 * Services that act with the credentials of a function, from public addresses of their own: Lambda makes the log stream
 * and opens the environment variables under the key of the function itself.
 */
const SERVICE_AGENTS = ['awslambda-worker/', 'aws-internal/'] as const;
const LONGEST_AGENT = 1_024;
const INTERNAL = 'AWS Internal';

const isService = (text: string | undefined): boolean =>
  text !== undefined && (text === INTERNAL || text.endsWith('.amazonaws.com'));

/** From where a call came, by source address and user agent. */
export const agentClassOf = (record: JsonObject): AgentClass => {
  const agent = textFieldOf(record, 'userAgent')?.slice(0, LONGEST_AGENT);
  if (invokedByService(record) || isService(textFieldOf(record, 'sourceIPAddress')) || isService(agent))
    return 'service';
  if (SERVICE_AGENTS.some((word) => agent?.startsWith(word))) return 'service';
  return agent?.includes(LAMBDA_MARK) ? 'lambda' : 'foreign';
};

const WORD = /^\[?([A-Za-z][A-Za-z0-9._-]{0,31})/;

/** First word of the user agent, lower case: `boto3`, `aws-cli`, `aws-sdk-js`; `unknown` when there is none. */
export const agentWordOf = (record: JsonObject): string =>
  WORD.exec(textFieldOf(record, 'userAgent') ?? '')?.[1]?.toLowerCase() ?? 'unknown';

/** Address of the caller; `unknown` for a service's name and whatever else is no address. */
export const sourceAddressOf = (record: JsonObject): string => {
  const address = textFieldOf(record, 'sourceIPAddress');
  return address !== undefined && isIpAddress(address) ? address.toLowerCase() : 'unknown';
};
