import { type FunctionId, functionIdOf, functionKeyOf } from './function-key.ts';

/** A role session that is named as functions may be. */
const FUNCTION_SESSION = /^role-session:(?:[^/]*\/)?([A-Za-z0-9_-]{1,64})$/;

/** Where a subject is evaluated: a role session beside the function that it is named after, all else by itself. */
export const homeOf = (id: FunctionId): FunctionId => {
  const key = functionKeyOf(id);
  const name = FUNCTION_SESSION.exec(key.name)?.[1];
  return name === undefined ? id : functionIdOf({ ...key, name });
};
