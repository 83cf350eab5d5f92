import { type FunctionId, functionIdOf } from '../function-key.ts';

const ACCOUNT = /^\d{6,14}$/;
const REGION = /^[a-z0-9-]{4,32}$/;

/** Id of a name in an account and Region. These become parts of keys: what does not look like one is `unknown`. */
export const placedId = (name: string, account: string, region: string): FunctionId =>
  functionIdOf({
    account: ACCOUNT.test(account) ? account : 'unknown',
    region: REGION.test(region) ? region : 'unknown',
    name,
  });
