import { isFunctionName, subjectName } from '../../subject.ts';
import { functionOfArn } from '../function-arn.ts';
import { fieldOf, isJsonObject, type JsonObject, textFieldOf } from '../json-object.ts';
import type { NamedSubject } from '../parsed-record.ts';

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>`; published records mask the account. */
const SESSION_ARN = /^arn:aws[a-z-]{0,16}:sts::([^:/]{0,32}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{1,64})$/;
/** Roles that AWS services keep for themselves; no function runs under one. */
const SERVICE_ROLE = 'AWSServiceRoleFor';
const ISSUED_TO_FUNCTION = 'AWS::Lambda::Function';

const identityOf = (record: JsonObject): JsonObject => {
  const identity = fieldOf(record, 'userIdentity');
  return isJsonObject(identity) ? identity : {};
};

interface RoleSession {
  readonly account: string;
  readonly role: string;
  readonly session: string;
}

const sessionOf = (identity: JsonObject): RoleSession | undefined => {
  const [, account, role, session] = SESSION_ARN.exec((textFieldOf(identity, 'arn') ?? '').slice(0, 256)) ?? [];
  return account === undefined || role === undefined || session === undefined ? undefined : { account, role, session };
};

/** The function that the credentials were made for, where CloudTrail says so: bound to the credentials, not chosen. */
const issuedTo = (identity: JsonObject): NamedSubject | undefined => {
  const scope = fieldOf(identity, 'inScopeOf');
  if (!isJsonObject(scope) || textFieldOf(scope, 'issuerType') !== ISSUED_TO_FUNCTION) return undefined;
  return functionOfArn(textFieldOf(scope, 'credentialsIssuedTo') ?? '');
};

/**
 * Whose call it was, as far as a function may be behind it: the function that its credentials were issued to, or the
 * session of a role if it bears what could be a function's name. `undefined` for people, services and other machines.
 */
export const callerOf = (record: JsonObject): NamedSubject | undefined => {
  const identity = identityOf(record);
  const issued = issuedTo(identity);
  if (issued !== undefined) return issued;
  const found = sessionOf(identity);
  if (found === undefined || !isFunctionName(found.session) || found.role.startsWith(SERVICE_ROLE)) return undefined;
  const { account, role, session } = found;
  return { account, name: subjectName({ kind: 'role-session', role, session }) };
};

/** Who it was, in a few words for people: `user/alice`, `role/deploy/session`, `root`, a service. */
export const callerWords = (record: JsonObject): string => {
  const identity = identityOf(record);
  const session = sessionOf(identity);
  if (session !== undefined) return `role/${session.role}/${session.session}`;
  const type = textFieldOf(identity, 'type');
  if (type === 'Root') return 'root';
  const user = textFieldOf(identity, 'userName');
  if (user !== undefined) return `user/${user}`;
  const service = textFieldOf(identity, 'invokedBy');
  if (service !== undefined) return service;
  const arn = textFieldOf(identity, 'arn');
  return arn?.slice(arn.lastIndexOf(':') + 1) ?? textFieldOf(identity, 'principalId') ?? type ?? 'unknown';
};

export const accessKeyOf = (record: JsonObject): string | undefined =>
  textFieldOf(identityOf(record), 'accessKeyId')?.slice(0, 128);

export const invokedByService = (record: JsonObject): boolean =>
  textFieldOf(identityOf(record), 'invokedBy') !== undefined;
