import { isCardNumber } from './card-number.ts';

/**
 * Hides what looks like a secret. A rule errs on the side of hiding where a value is named as one, and asks for the
 * shape of a key where it is not, so that ordinary lines stay readable.
 *
 * Every pattern is linear for each place it starts at (no class overlaps its neighbour without a bound), and is given
 * text of capped length.
 */
interface Rule {
  readonly pattern: RegExp;
  /** What stands in its place; the text itself where a second look says that it is no secret. */
  readonly mask: (match: string, ...groups: string[]) => string;
}

const hidden = (what: string): string => `[${what} hidden]`;

const SECRET_NAMES = [
  'password',
  'passwd',
  'passphrase',
  'passwort',
  'pwd',
  '(?<![a-zA-Z])pass',
  'secret',
  'token',
  'api[_-]?key',
  'access[_-]?key',
  'account[_-]?key',
  'private[_-]?key',
  'secret[_-]?key',
  'signing[_-]?key',
  'encryption[_-]?key',
  'authorization',
  'credential',
  'credentials',
  'signature',
  'cookie',
].join('|');

/** A quoted value ends at its quote, a bare one at a blank or a sign that ends a field. */
const SECRET_VALUE = `"[^"\\\\]{3,}|'[^'\\\\]{3,}|["'\\\\]{0,3}[^\\s"'\\\\,;&}\\])]{3,}`;

const NO_SECRETS: ReadonlySet<string> = new Set(
  'null undefined none nil true false empty missing invalid expired required redacted hidden unknown bearer basic not is was'.split(
    ' ',
  ),
);

const looksRandom = (text: string): boolean => /[0-9]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);

const RULES: readonly Rule[] = [
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g, mask: () => hidden('AWS key') },
  { pattern: /\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?/g, mask: () => hidden('token') },
  {
    pattern:
      /\b(?:xox[abeoprs]-|xapp-|gh[opsur]_|github_pat_|glpat-|[rs]k_(?:live|test)_|sk-|AIza|ya29\.|npm_|pypi-|SG\.|dop_v1_|shpat_|hf_)[A-Za-z0-9_.-]{16,}/g,
    mask: () => hidden('token'),
  },
  {
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9_/]{8,}/g,
    mask: () => hidden('webhook'),
  },
  {
    pattern: /\b(bearer|basic|digest|negotiate)\s{1,3}([A-Za-z0-9._~+/=-]{8,})/gi,
    mask: (match, scheme, value) =>
      /[0-9=+/]/.test(value) || value.length >= 24 ? `${scheme} ${hidden('token')}` : match,
  },
  {
    pattern: /:\/\/[^\s/@:]{0,128}:[^\s/@]{1,256}@/g,
    mask: () => `://${hidden('password')}@`,
  },
  {
    pattern: new RegExp(`((?:${SECRET_NAMES})["'\\\\]{0,3})(\\s?(?:=>|[=:])\\s?)(${SECRET_VALUE})`, 'gi'),
    mask: (match, name, separator, quoted) => {
      const value = quoted.replace(/^["'\\]{1,3}/, '');
      const isNone = NO_SECRETS.has(value.toLowerCase()) || value.startsWith('[') || value.startsWith('***');
      return isNone ? match : `${name}${separator}${hidden('secret')}`;
    },
  },
  {
    pattern: /(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])/g,
    mask: (match) => (looksRandom(match) && !/^[/.]/.test(match) ? hidden('AWS secret') : match),
  },
  {
    pattern: /[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/g,
    mask: () => hidden('e-mail'),
  },
  {
    pattern: /(?<![\w.-])[2-6][0-9](?:[ -]?[0-9]){11,17}(?![\w-])/g,
    mask: (match) => (isCardNumber(match.replaceAll(/[ -]/g, '')) ? hidden('card number') : match),
  },
];

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

/** A private key is hidden up to its end mark, or to the end of the text where that was cut off. */
const maskPrivateKeys = (text: string): string => {
  let rest = text;
  let masked = '';
  for (let begin = KEY_BEGIN.exec(rest); begin !== null; begin = KEY_BEGIN.exec(rest)) {
    masked += rest.slice(0, begin.index) + hidden('private key');
    rest = rest.slice(begin.index + begin[0].length);
    const end = KEY_END.exec(rest);
    rest = end === null ? '' : rest.slice(end.index + end[0].length);
  }
  return masked + rest;
};

/** The text with AWS keys, tokens, passwords, private keys, e-mail addresses and card numbers replaced by a word. */
export const maskSecrets = (text: string): string =>
  RULES.reduce((masked, { pattern, mask }) => masked.replace(pattern, mask), maskPrivateKeys(text));
