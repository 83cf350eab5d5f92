/** A key of one's own; every `IKey` is one. */
export interface KeyReference {
  readonly keyArn: string;
}

/** A secret of Secrets Manager: every `ISecret` is one. */
export interface SecretReference {
  readonly secretArn: string;
  /** Unknown for a secret that was imported by its name. */
  readonly secretFullArn?: string | undefined;
  readonly encryptionKey?: KeyReference | undefined;
}

/** A parameter of Systems Manager: every `IStringParameter` is one. */
export interface ParameterReference {
  readonly parameterArn: string;
}

/** Where the address of a webhook is kept. */
export type WebhookReference = SecretReference | ParameterReference;

export const isSecret = (kept: WebhookReference): kept is SecretReference => 'secretArn' in kept;

export const webhookArnOf = (kept: WebhookReference): string => (isSecret(kept) ? kept.secretArn : kept.parameterArn);

/** As a role names it: a secret known by name only has an ARN that ends before its six random characters. */
export const webhookResourceOf = (kept: WebhookReference): string =>
  isSecret(kept) ? (kept.secretFullArn ?? `${kept.secretArn}-??????`) : kept.parameterArn;

/** What an ARN of a configuration file names. */
export const webhookOfArn = (arn: string): WebhookReference =>
  arn.split(':')[2] === 'secretsmanager' ? { secretArn: arn, secretFullArn: arn } : { parameterArn: arn };
