import { ServiceBusy } from '../core/subscribe/pace.ts';

/** What services answer to who asks too often, at the same time as another, or while they have trouble. */
const PASSING = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'LimitExceededFault',
  'OperationAbortedException',
  'ServiceUnavailableException',
  'ServiceException',
  'InternalServiceException',
  'TimeoutError',
]);

/**
 * Sends once, and says of a refusal that passes by itself that it does: the caller keeps the pace, and an SDK that tried
 * again on its own would break it.
 */
export const orBusy = async <Value>(send: Promise<Value>): Promise<Value> => {
  try {
    return await send;
  } catch (error) {
    if (isPassing(error)) throw new ServiceBusy(error instanceof Error ? error.message : 'busy', { cause: error });
    throw error;
  }
};

const isPassing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { $metadata, $fault, code } = error as {
    $metadata?: { httpStatusCode?: number };
    $fault?: string;
    code?: string;
  };
  const status = $metadata?.httpStatusCode;
  return (
    PASSING.has(error.name) ||
    $fault === 'server' ||
    (status !== undefined && status >= 500) ||
    (status === undefined && (code === 'ECONNRESET' || code === 'ETIMEDOUT' || code === 'EPIPE'))
  );
};
