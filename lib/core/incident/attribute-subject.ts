import type { AlarmEdge } from '../detect/alarm-edge.ts';
import { type FunctionKey, functionIdOf } from '../function-key.ts';
import { isFunctionKey, subjectName, subjectOf } from '../subject.ts';

/** Whose a subject is, as known at the time of asking. Answers change; facts are kept under what records name. */
export interface SubjectMap {
  /** Functions that use a network interface, or an address within a VPC; empty where nobody knows. */
  readonly functionsOn: (subject: FunctionKey) => readonly FunctionKey[];
  /** The function that a role session is, where it is known and Lambda used the session. */
  readonly functionOfSession: (subject: FunctionKey) => FunctionKey | undefined;
  /** The same function as the fleet knows it: records may leave out or add account and Region. */
  readonly sameFunction: (named: FunctionKey) => FunctionKey;
}

export type Attribution =
  | { readonly kind: 'function'; readonly function: FunctionKey }
  /** Several functions share it: it was one of them, and nothing tells which. */
  | { readonly kind: 'network-group'; readonly functions: readonly FunctionKey[] }
  | { readonly kind: 'none' };

/** Maps a subject to functions. Never guesses: an interface of several functions stays a group. */
export const attributeSubject = (key: FunctionKey, map: SubjectMap): Attribution => {
  const subject = subjectOf(key.name);
  switch (subject.kind) {
    case 'function':
      return { kind: 'function', function: map.sameFunction(key) };
    case 'interface':
    case 'address':
      return ofFunctions(map.functionsOn(key).map(map.sameFunction));
    case 'role-session': {
      const found = map.functionOfSession(key);
      return found === undefined ? NONE : { kind: 'function', function: found };
    }
    case 'network-group':
      return NONE;
  }
};

const NONE: Attribution = { kind: 'none' };

const ofFunctions = (functions: readonly FunctionKey[]): Attribution => {
  const distinct = new Map(functions.map((key) => [functionIdOf(key), key]));
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  const [first, second] = sorted;
  if (first === undefined) return NONE;
  return second === undefined ? { kind: 'function', function: first } : { kind: 'network-group', functions: sorted };
};

/** Most functions that a group's name spells out, and that its note lists. */
const MOST_IN_NAME = 4;
const MOST_IN_NOTE = 20;

/**
 * The alarm as one of the function behind its subject, so that it joins that function's incident; or of the group, or of
 * the subject as it is, with words that say so. Its id stays that of the subject.
 */
export const attributeEdge = (edge: AlarmEdge, map: SubjectMap): AlarmEdge => {
  const found = attributeSubject(edge.function, map);
  switch (found.kind) {
    case 'function': {
      const isItself = functionIdOf(found.function) === functionIdOf(edge.function);
      if (isItself) return edge;
      const told = { ...edge, function: found.function };
      if (isFunctionKey(edge.function)) return told;
      return {
        ...told,
        attribution: `recorded for ${subjectWords(edge.function)}, which is used by this function only`,
      };
    }
    case 'network-group': {
      const names = found.functions.map(({ name }) => name);
      const attribution = `recorded for ${subjectWords(edge.function)}; it was one of the functions that share it: ${listOf(names)}`;
      return { ...edge, function: groupKey(edge.function, names), attribution };
    }
    case 'none':
      return { ...edge, attribution: `no function is known for ${subjectWords(edge.function)}` };
  }
};

const groupKey = ({ account, region }: FunctionKey, names: readonly string[]): FunctionKey => {
  const shown = names.slice(0, MOST_IN_NAME);
  const functions = names.length > shown.length ? [...shown, `+${names.length - shown.length}`] : shown;
  return { account, region, name: subjectName({ kind: 'network-group', functions }) };
};

const listOf = (names: readonly string[]): string => {
  const more = names.length - MOST_IN_NOTE;
  return more > 0 ? `${names.slice(0, MOST_IN_NOTE).join(', ')} and ${more} more` : names.join(', ');
};

/** A subject for people. Its parts were checked when they were read: ids, addresses, names of roles. */
const subjectWords = ({ name }: FunctionKey): string => {
  const subject = subjectOf(name);
  switch (subject.kind) {
    case 'function':
      return `function ${subject.name}`;
    case 'interface':
      return `network interface ${subject.interfaceId}`;
    case 'address':
      return `address ${subject.address} in ${subject.vpcId}`;
    case 'role-session':
      return `session ${subject.session} of role ${subject.role}`;
    case 'network-group':
      return 'a network group';
  }
};
