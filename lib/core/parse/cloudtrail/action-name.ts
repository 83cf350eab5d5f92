import { type JsonObject, textFieldOf } from '../json-object.ts';

const SUFFIX = '.amazonaws.com';
const SERVICE = /^[a-z0-9-]{1,40}$/;
const EVENT_NAME = /^[A-Za-z0-9_:.-]{1,80}$/;
/** Some services put the version of their API behind the name: `UpdateFunctionCode20150331v2`, `…2020_05_31`. */
const API_VERSION = /(?:\d{8}|\d{4}_\d\d_\d\d)(?:v\d{1,2})?$/;

/** Services whose name in policies is not that of their endpoint. */
const POLICY_PREFIX: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'cloudwatch'],
  ['email', 'ses'],
  ['tagging', 'tag'],
]);

/** `service:Action` in the spelling of IAM policies, as `lambda:UpdateFunctionCode`; `undefined` without a call. */
export const actionNameOf = (record: JsonObject): string | undefined => {
  const source = textFieldOf(record, 'eventSource');
  const event = textFieldOf(record, 'eventName');
  if (source === undefined || event === undefined || !source.endsWith(SUFFIX)) return undefined;
  const service = source.slice(0, -SUFFIX.length);
  if (!SERVICE.test(service) || !EVENT_NAME.test(event)) return undefined;
  return `${POLICY_PREFIX.get(service) ?? service}:${event.replace(API_VERSION, '')}`;
};

const ERROR_CODE = /^[A-Za-z0-9_.:-]{1,80}$/;

/** The error code of a failed call, without the `Client.` or `Server.` of EC2. */
export const errorCodeOf = (record: JsonObject): string | undefined => {
  const code = textFieldOf(record, 'errorCode');
  if (code === undefined) return undefined;
  const bare = code.replace(/^(?:Client|Server)\./, '');
  return ERROR_CODE.test(bare) ? bare : 'Unreadable';
};
