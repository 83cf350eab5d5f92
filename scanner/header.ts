import { behind, digitsEnd, plainEnd, TEXT } from './bytes';

// The beginning of a payload as CloudWatch Logs writes it, names in plain ASCII.
export let ownerStart: usize = 0;
export let ownerEnd: usize = 0;
export let groupStart: usize = 0;
export let groupEnd: usize = 0;
export let streamStart: usize = 0;
export let streamEnd: usize = 0;
/** Names of the subscription filters without the outer quotes. */
export let filtersStart: usize = 0;
export let filtersEnd: usize = 0;
/** Equal addresses where the payload has none. */
export let policyStart: usize = 0;
export let policyEnd: usize = 0;

const FILTER_SEPARATOR = '","';

/** Behind the bracket that opens the events; 0 for another layout. */
export function headerEnd(): usize {
  ownerStart = behind(TEXT, '{"messageType":"DATA_MESSAGE","owner":"');
  if (ownerStart === 0) return 0;
  ownerEnd = digitsEnd(ownerStart);
  groupStart = behind(ownerEnd, '","logGroup":"');
  if (groupStart === 0) return 0;
  groupEnd = plainEnd(groupStart);
  streamStart = behind(groupEnd, '","logStream":"');
  if (streamStart === 0) return 0;
  streamEnd = plainEnd(streamStart);
  filtersStart = behind(streamEnd, '","subscriptionFilters":["');
  if (filtersStart === 0) return 0;
  filtersEnd = plainEnd(filtersStart);
  for (let next = behind(filtersEnd, FILTER_SEPARATOR); next !== 0; next = behind(filtersEnd, FILTER_SEPARATOR)) {
    filtersEnd = plainEnd(next);
  }
  let at = behind(filtersEnd, '"],');
  if (at === 0) return 0;
  policyStart = behind(at, '"policyLevel":"');
  policyEnd = policyStart === 0 ? 0 : plainEnd(policyStart);
  if (policyStart !== 0) at = behind(policyEnd, '",');
  return at === 0 ? 0 : behind(at, '"logEvents":[');
}
