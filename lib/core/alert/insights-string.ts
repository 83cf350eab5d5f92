import { logTextForPrograms } from './log-text.ts';

const MOST_CHARS = 120;

/**
 * A quoted string of the Logs Insights query language, secrets left out. Only letters, digits, blanks and signs without a meaning of
 * their own stay; a longer text is searched by its beginning. `undefined` where too little is left to search for.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export const insightsString = (raw: string): string | undefined => {
  const text = logTextForPrograms(raw, MOST_CHARS);
  const safe = /^[\p{L}\p{N} _.:@/-]*/u.exec(text)?.[0].trim() ?? '';
  return safe.length < 3 ? undefined : `"${safe}"`;
};
