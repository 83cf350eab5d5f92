import { STSClient } from '@aws-sdk/client-sts';
import { type AwsConnection, serviceConnection } from './aws-connection.ts';

/** A service with the credentials that the AWS CLI would use: variables, profile, single sign-on. */
export const environmentConnection = async (service: string, region: string): Promise<AwsConnection> => {
  // Any client of the SDK finds them; none of its requests is sent.
  const { accessKeyId, secretAccessKey, sessionToken } = await new STSClient({ region }).config.credentials();
  const found = {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  return serviceConnection(service, found, region);
};
