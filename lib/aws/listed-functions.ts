import type { AttachedFunction } from '../core/incident/network-uses.ts';

const PAGE_ITEMS = 50; // the most that one call gives

/** Path and query of the request for one page of functions. */
export const functionsPath = (after: string | undefined): string => {
  const query = new URLSearchParams({ MaxItems: `${PAGE_ITEMS}`, ...(after !== undefined && { Marker: after }) });
  return `/2015-03-31/functions?${query}`;
};

export interface FunctionsPage {
  /** Those that are attached to no VPC have no subnets. */
  readonly items: readonly AttachedFunction[];
  readonly next: string | undefined;
}

/**
 * Reads the answer; `undefined` when any function in it cannot be read: left out, it would be taken for gone, and another
 * one for the only user of an interface.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
export const readFunctionsPage = (body: string): FunctionsPage | undefined => {
  const answer = parsed(body);
  const functions = fieldOf(answer, 'Functions');
  if (!Array.isArray(functions)) return undefined;
  const items: AttachedFunction[] = [];
  for (const one of functions) {
    const read = listedFunction(one);
    if (read === undefined) return undefined;
    items.push(read);
  }
  const next = fieldOf(answer, 'NextMarker');
  return { items, next: typeof next === 'string' && next !== '' ? next : undefined };
};

const FUNCTION_ARN = /^arn:[a-z-]{3,16}:lambda:([a-z0-9-]{1,32}):(\d{12}):function:([A-Za-z0-9_-]{1,64})$/;

const listedFunction = (value: unknown): AttachedFunction | undefined => {
  const arn = fieldOf(value, 'FunctionArn');
  const [, region, account, name] = FUNCTION_ARN.exec(typeof arn === 'string' ? arn : '') ?? [];
  if (region === undefined || account === undefined || name === undefined) return undefined;
  const vpc = fieldOf(value, 'VpcConfig');
  return {
    key: { account, region, name },
    subnetIds: textsOf(fieldOf(vpc, 'SubnetIds')),
    securityGroupIds: textsOf(fieldOf(vpc, 'SecurityGroupIds')),
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
