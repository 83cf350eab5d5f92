/** One thing that is wrong with a configuration, complete enough to be repaired without looking anything up. */
export interface ConfigProblem {
  readonly code: 'config.unknown_key' | 'config.missing' | 'config.not_allowed' | 'config.contradiction';
  /** Where, as in `sources[0].prefix`; empty for the whole. */
  readonly path: string;
  /** What was found there, as JSON of at most 80 characters; `nothing` when the key is absent. */
  readonly given: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** One line without full stop. */
export const describeConfigProblem = (problem: ConfigProblem): string =>
  `${problem.path || 'configuration'} must be ${problem.allowed}, got ${problem.given}; ${problem.remedy}`;

const MAX_GIVEN_CHARACTERS = 80;

export const givenText = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  let text: string;
  try {
    text = JSON.stringify(value) ?? typeof value;
  } catch {
    text = typeof value === 'object' ? 'an object that is not JSON' : `a ${typeof value} that is not JSON`;
  }
  return text.length <= MAX_GIVEN_CHARACTERS ? text : `${text.slice(0, MAX_GIVEN_CHARACTERS - 1)}…`;
};

/** `['sources', 0, 'prefix']` as `sources[0].prefix`. */
export const pathText = (keys: readonly (string | number)[]): string =>
  keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
