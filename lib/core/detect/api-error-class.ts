/**
 * What an error code of an AWS API says about the caller:
 * `denied` it may not do what it tried, `throttled` it does too much of it, `absent` it asked for what is not there
 * (a quiet account has hundreds of these a day), `other` anything else.
 */
export type ApiErrorClass = 'denied' | 'throttled' | 'absent' | 'other';

const DENIED =
  /AccessDenied|Unauthorized|NotAuthorized|Forbidden|InvalidClientTokenId|UnrecognizedClient|ExpiredToken|AuthFailure|OptInRequired|SubscriptionRequired/;
const THROTTLED = /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|ProvisionedThroughputExceeded/;
const ABSENT =
  /^(?:Client\.)?(?:NoSuch|NotFound)|NotFound(?:Exception|Error|Fault)?$|ConditionalCheckFailed|AlreadyExists|NotModified|PreconditionFailed/;

/** By the words that codes of all services share; `Client.` prefixes and `Exception` suffixes do not matter. */
export const apiErrorClassOf = (code: string): ApiErrorClass => {
  if (DENIED.test(code)) return 'denied';
  if (THROTTLED.test(code)) return 'throttled';
  return ABSENT.test(code) ? 'absent' : 'other';
};
