import {
  readSlackDestination,
  type SlackDestination,
  type SlackDestinationReader,
} from '../core/notify/slack-destination.ts';
import type { Clock } from '../core/pipeline/ports.ts';
import { serviceConnection } from './aws-connection.ts';
import { JsonService } from './json-service.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const KEPT_MS = 5 * 60_000;

/** A secret of Secrets Manager or a parameter of Systems Manager, by its ARN. */
const isParameter = (arn: string): boolean => arn.split(':')[2] === 'ssm';

/** `arn:aws:ssm:REGION:ACCOUNT:parameter/slack/hook` names `/slack/hook`; without slash in the name, `hook`. */
const parameterName = (arn: string): string => {
  const name = arn.slice(arn.indexOf(':parameter') + ':parameter'.length);
  return name.lastIndexOf('/') === 0 ? name.slice(1) : name;
};

const read = async (arn: string, variables: Variables): Promise<unknown> => {
  const region = arn.split(':')[3] ?? '';
  if (isParameter(arn)) {
    const ssm = new JsonService(serviceConnection('ssm', variables, region), 'ssm', 'AmazonSSM', '1.1');
    const { Parameter } = await ssm.ask('GetParameter', { Name: parameterName(arn), WithDecryption: true });
    return (Parameter as { readonly Value?: unknown } | undefined)?.Value;
  }
  const connection = serviceConnection('secretsmanager', variables, region);
  const secrets = new JsonService(connection, 'secretsmanager', 'secretsmanager', '1.1');
  return (await secrets.ask('GetSecretValue', { SecretId: arn }))['SecretString'];
};

/** Where Slack's secret says, read from where it is kept and remembered for five minutes. Never part of an error. */
export const keptSlackDestination = (arn: string, variables: Variables, clock: Clock): SlackDestinationReader => {
  let kept: { readonly destination: SlackDestination; readonly at: number } | undefined;
  return async (isFresh) => {
    if (!isFresh && kept !== undefined && clock() - kept.at < KEPT_MS) return kept.destination;
    const destination = readSlackDestination(await read(arn, variables));
    if (destination === undefined)
      throw new Error('the secret of Slack holds neither an https address nor {"token":"xoxb-…","channel":"…"}');
    kept = { destination, at: clock() };
    return destination;
  };
};
