import { functionOfReference } from '../function-arn.ts';
import { fieldOf, isJsonObject, type JsonObject, textFieldOf } from '../json-object.ts';
import type { NamedSubject } from '../parsed-record.ts';

/** Calls that change what a function does. */
const DEPLOYS: ReadonlySet<string> = new Set([
  'lambda:CreateFunction',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'lambda:PublishVersion',
  'lambda:CreateAlias',
  'lambda:UpdateAlias',
]);

/** The function that a successful call changed; `undefined` for all other calls. */
export const deployTargetOf = (action: string, record: JsonObject): NamedSubject | undefined => {
  if (!DEPLOYS.has(action) || Object.hasOwn(record, 'errorCode')) return undefined;
  const parameters = fieldOf(record, 'requestParameters');
  const reference = isJsonObject(parameters) ? textFieldOf(parameters, 'functionName') : undefined;
  const named = reference === undefined ? undefined : functionOfReference(reference);
  if (named === undefined) return undefined;
  const account = textFieldOf(record, 'recipientAccountId');
  const region = textFieldOf(record, 'awsRegion');
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }), ...named };
};
