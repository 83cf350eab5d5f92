/** Where and as whom a service is spoken to. */
export interface AwsConnection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

export const dynamoConnection = (variables: Variables, region: string): AwsConnection =>
  serviceConnection('dynamodb', variables, region);

/**
 * A service as the environment says: credentials as Lambda sets them, and the endpoint variables that AWS SDKs know.
 * @throws where there are no credentials
 */
export const serviceConnection = (service: string, variables: Variables, region: string): AwsConnection => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, as Lambda does for its functions');
  }
  const sessionToken = variables['AWS_SESSION_TOKEN'];
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    endpoint:
      variables[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ??
      variables['AWS_ENDPOINT_URL'] ??
      `https://${service}.${region}.${suffix}`,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  };
};
