import type { TableProblemCode } from '../core/pipeline/ports.ts';

/** What an answer that is not a success means. */
export type DynamoFailure =
  | { readonly kind: 'condition' }
  | {
      readonly kind: 'problem';
      readonly code: TableProblemCode;
      readonly retryable: boolean;
      readonly message: string;
    };

const THROTTLES: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
  'LimitExceededException',
]);

const DENIALS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'ExpiredTokenException',
]);

/** Reads an error answer: `__type` is `prefix#Name`, the message comes as `message` or `Message`. */
export const failureOf = (status: number, body: string): DynamoFailure => {
  const { type, message } = readError(body);
  if (type === 'ConditionalCheckFailedException') return { kind: 'condition' };
  const described = `DynamoDB answered ${status} ${type}${message === '' ? '' : `: ${message}`}`;
  if (THROTTLES.has(type)) return { kind: 'problem', code: 'table.throttled', retryable: true, message: described };
  if (status >= 500) return { kind: 'problem', code: 'table.unavailable', retryable: true, message: described };
  const code = DENIALS.has(type) ? 'table.denied' : 'table.rejected';
  return { kind: 'problem', code, retryable: false, message: described };
};

const readError = (body: string): { type: string; message: string } => {
  try {
    const { __type: type, message, Message } = JSON.parse(body) as Record<string, unknown>;
    const name = typeof type === 'string' ? type.slice(type.lastIndexOf('#') + 1) : 'without a type';
    const words = typeof message === 'string' ? message : Message;
    return { type: name, message: typeof words === 'string' ? words : '' };
  } catch {
    return { type: 'without JSON', message: '' }; // from a proxy or load balancer: only the status says something
  }
};
