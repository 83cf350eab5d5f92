import { type FunctionId, type FunctionKey, functionKeyOf } from './function-key.ts';
import { homeOf } from './subject-home.ts';

/**
 * What a record is about, as far as the record itself says. Most name a function. The others name something that
 * belongs to one or several functions, which only a lookup can tell, and only at the time of asking; so facts are kept
 * under what was named.
 */
export type Subject =
  | { readonly kind: 'function'; readonly name: string }
  /** A network interface, by its id: flow logs. */
  | { readonly kind: 'interface'; readonly interfaceId: string }
  /** An address within a VPC: DNS queries. */
  | { readonly kind: 'address'; readonly vpcId: string; readonly address: string }
  /** A session of a role; Lambda names the session after the function, but anybody may: CloudTrail. */
  | { readonly kind: 'role-session'; readonly role: string; readonly session: string }
  /** Functions that share an interface: what a lookup makes of an interface or address. No record names it. */
  | { readonly kind: 'network-group'; readonly functions: readonly string[] };

/** What functions may be called: no colon and no slash, which mark the other subjects. */
const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

export const isFunctionName = (text: string): boolean => FUNCTION_NAME.test(text);

/** The subject as the name of a {@link FunctionKey}. */
export const subjectName = (subject: Subject): string => {
  switch (subject.kind) {
    case 'function':
      return subject.name;
    case 'interface':
      return `interface:${subject.interfaceId}`;
    case 'address':
      return `address:${subject.vpcId}/${subject.address}`;
    case 'role-session':
      return `role-session:${subject.role}/${subject.session}`;
    case 'network-group':
      return `network-group:${subject.functions.join(',')}`;
  }
};

/** Inverse of {@link subjectName}. */
export const subjectOf = (name: string): Subject => {
  const colon = name.indexOf(':');
  if (colon < 0) return { kind: 'function', name };
  const rest = name.slice(colon + 1);
  const slash = rest.indexOf('/');
  const [first, second] = [rest.slice(0, Math.max(0, slash)), rest.slice(slash + 1)];
  switch (name.slice(0, colon)) {
    case 'interface':
      return { kind: 'interface', interfaceId: rest };
    case 'address':
      return { kind: 'address', vpcId: first, address: second };
    case 'role-session':
      return { kind: 'role-session', role: first, session: second };
    case 'network-group':
      return { kind: 'network-group', functions: rest.split(',') };
    default:
      return { kind: 'function', name };
  }
};

/** Whether an id stands for a function, and not for something that belongs to functions. */
export const isFunctionId = (id: FunctionId): boolean => isFunctionKey(functionKeyOf(id));

export const isFunctionKey = ({ name }: FunctionKey): boolean => !name.includes(':');

/** Whether whose it is shows in the network: an interface, or an address. */
export const isNetworkSubject = ({ name }: FunctionKey): boolean => {
  const { kind } = subjectOf(name);
  return kind === 'interface' || kind === 'address';
};

/**
 * The function that a subject claims to be: itself, or the one that a role session is named after. `undefined` where
 * only a lookup could tell.
 */
export const claimedFunction = (id: FunctionId): FunctionId | undefined => {
  if (subjectOf(functionKeyOf(id).name).kind === 'function') return id;
  const home = homeOf(id);
  return home === id ? undefined : home;
};
