import { readTimestamp } from '../decode/read-event.ts';
import { type FunctionId, functionIdOf, functionKeyOf } from '../function-key.ts';
import { errorKindOf, TIMEOUT_KIND } from '../parse/error-kind.ts';
import { isRiskyDestination } from '../parse/risky-destination.ts';
import { remembered } from '../remembered.ts';
import type { EpochMs } from '../units.ts';

/** Bounds of what a window record may say. */
export const MAX_COUNT = 1e9;
export const MAX_MS = 86_400_000;
/** Names are read up to here. */
export const MAX_NAME_CHARACTERS = 256;
export const MAX_VERSION_CHARACTERS = 64;
/** Of a record that does not say its account or Region. */
export const UNKNOWN_PLACE = 'unknown';

const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Texts that are looked at once, not in each of the thousands of records that hold them. */
const MOST_REMEMBERED = 4_096;
/** More than a large fleet has: forgetting all of them again and again would cost more than looking at them. */
const MOST_FUNCTIONS = 32_768;

/** `undefined` for what is no time at which logs can have been written. */
export const timeOf = remembered(MOST_REMEMBERED, (text: string): EpochMs | undefined =>
  readTimestamp(Date.parse(text)),
);

/** The id itself, one string for all records of a function; `undefined` when its name is none. */
export const sameFunctionId = remembered(MOST_FUNCTIONS, (id: FunctionId) =>
  FUNCTION_NAME.test(functionKeyOf(id).name) ? id : undefined,
);

/** The id of a function whose account and Region are not said. */
export const functionIdOfName = remembered(MOST_FUNCTIONS, (name: string) =>
  sameFunctionId(functionIdOf({ account: UNKNOWN_PLACE, region: UNKNOWN_PLACE, name })),
);

/** A destination as it is counted. */
export interface RecordDestination {
  readonly name: string;
  readonly isRisky: boolean;
}

export const destinationOf = remembered(MOST_REMEMBERED, (text: string): RecordDestination => {
  const name = text.toLowerCase();
  return { name, isRisky: isRiskyDestination(name) };
});

export const kindOf = (text: string): string => (text === TIMEOUT_KIND ? text : errorKindOf(text));
