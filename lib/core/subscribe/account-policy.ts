/** The policy of an account that sends every log group to one destination. There is one place for it in each Region. */
export interface StandingPolicy {
  readonly name: string;
  readonly destinationArn: string;
  /** As {@link criteriaOf} writes them. */
  readonly criteria: string;
}

/**
 * Account-level subscription policies.
 *
 * Laws: `put` makes or replaces the one policy of this installation's name, `remove` takes only that one away, and a
 * policy of another name is never touched.
 */
export interface AccountPolicies {
  /** Whose ever it is. */
  read(): Promise<StandingPolicy | undefined>;
  /** `taken`: a policy of another name has the place. */
  put(excluded: readonly string[]): Promise<'put' | 'taken'>;
  remove(): Promise<void>;
}

/** The one way to leave groups out: by name. Names of groups hold no character that JSON would escape. */
export const criteriaOf = (excluded: readonly string[]): string => `LogGroupName NOT IN ${JSON.stringify(excluded)}`;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html */
const MAX_CRITERIA_BYTES = 25_000;

export const fitsCriteria = (excluded: readonly string[]): boolean => criteriaOf(excluded).length <= MAX_CRITERIA_BYTES;

/** As many of the names, in their order, as criteria can hold. */
export const namesThatFit = (names: readonly string[]): string[] => {
  let bytes = criteriaOf([]).length;
  const end = names.findIndex((name) => {
    bytes += name.length + QUOTES_AND_COMMA;
    return bytes > MAX_CRITERIA_BYTES;
  });
  return [...new Set(end < 0 ? names : names.slice(0, end))];
};

const QUOTES_AND_COMMA = 3;
