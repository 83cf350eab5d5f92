/** Which Lambda function. Versions and aliases are attributes of windows, never of the identity. */
export interface FunctionKey {
  /** Twelve digits, or `unknown` for files that do not say. */
  readonly account: string;
  /** As in `eu-west-1`, or `unknown` for files that do not say. */
  readonly region: string;
  readonly name: string;
}

declare const functionIdBrand: unique symbol;

/** `account/region/name`: a {@link FunctionKey} as one string, for map keys and stored items. */
export type FunctionId = string & { readonly [functionIdBrand]: true };

export const functionIdOf = (key: FunctionKey): FunctionId => `${key.account}/${key.region}/${key.name}` as FunctionId;

/** Inverse of {@link functionIdOf}; neither account nor Region may hold a slash. */
export const functionKeyOf = (id: FunctionId): FunctionKey => {
  const first = id.indexOf('/');
  const second = id.indexOf('/', first + 1);
  return { account: id.slice(0, first), region: id.slice(first + 1, second), name: id.slice(second + 1) };
};
