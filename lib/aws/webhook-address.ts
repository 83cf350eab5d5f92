import type { WebhookAddress } from '../core/notify/make-notify.ts';
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

/** The value itself, or `url` of a JSON object, as consoles that store key and value make it. */
const addressIn = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error('the secret of the webhook holds no text');
  const text = value.trim();
  const url = text.startsWith('{') ? (JSON.parse(text) as { readonly url?: unknown }).url : text;
  if (typeof url !== 'string' || !isAllowed(url)) throw new Error('the secret of the webhook holds no https address');
  return url;
};

/** Anything else would send alerts in clear text; loopback is for tests. */
const isAllowed = (url: string): boolean => /^https:\/\/[^\s/]+\//.test(url) || /^http:\/\/127\.0\.0\.1:/.test(url);

/** The webhook's address, read from where it is kept and remembered for five minutes. Never part of an error. */
export const webhookAddress = (arn: string, variables: Variables, clock: Clock): WebhookAddress => {
  let kept: { readonly url: string; readonly at: number } | undefined;
  return async (isFresh) => {
    if (!isFresh && kept !== undefined && clock() - kept.at < KEPT_MS) return kept.url;
    const url = addressIn(await read(arn, variables));
    kept = { url, at: clock() };
    return url;
  };
};
