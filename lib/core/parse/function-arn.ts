import { isFunctionName } from '../subject.ts';
import type { NamedSubject } from './parsed-record.ts';

const ARN = /^arn:aws[a-z-]{0,16}:lambda:([a-z0-9-]{4,32}):(\d{6,14}):function:([A-Za-z0-9_-]{1,64})(?::|$)/;
const PARTIAL_ARN = /^(\d{6,14}):function:([A-Za-z0-9_-]{1,64})(?::|$)/;

/** The function of an ARN, with or without qualifier. */
export const functionOfArn = (arn: string): Required<NamedSubject> | undefined => {
  const [, region, account, name] = ARN.exec(arn.slice(0, 256)) ?? [];
  return region === undefined || account === undefined || name === undefined ? undefined : { account, region, name };
};

/** The function that a request parameter names: an ARN, `<account>:function:<name>`, or a name; qualified or not. */
export const functionOfReference = (reference: string): NamedSubject | undefined => {
  const text = reference.slice(0, 256);
  const full = functionOfArn(text);
  if (full !== undefined) return full;
  const [, account, partial] = PARTIAL_ARN.exec(text) ?? [];
  if (account !== undefined && partial !== undefined) return { account, name: partial };
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  return isFunctionName(name) ? { name } : undefined;
};
