import type { CustomResourceEvent } from './custom-resource-event.ts';

const TRIES = 5;

/**
 * Tells CloudFormation how a request ended; it waits for this up to an hour. Sent as bytes: a content type would break
 * the signature of the address.
 */
export const answerCloudFormation = async (event: CustomResourceEvent, failure: string | undefined): Promise<void> => {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
  const answer = {
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure ?? '',
    // By the filter's name: another name is another resource, and CloudFormation then deletes the old one.
    PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : ResourceProperties.FilterName,
    StackId,
    RequestId,
    LogicalResourceId,
  };
  const body = new TextEncoder().encode(JSON.stringify(answer));
  for (let tries = 1; ; tries++) {
    const response = await fetch(event.ResponseURL, { method: 'PUT', body });
    if (response.ok) return;
    if (tries === TRIES) throw new Error(`CloudFormation's address answered ${response.status} to every try`);
  }
};
