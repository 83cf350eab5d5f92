import { makeNoise } from './windows.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const MIXED = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;

/** Lines with one made-up secret each, between marks. The same for the same seed. */
export const generatedSecrets = (count: number, seed: number): string[] => {
  const noise = makeNoise(seed);
  const draw = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(noise() * alphabet.length)]).join('');
  const upper = (length: number): string => draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
  const mixed = (length: number): string => draw(MIXED, length);
  /** With a small letter, a capital and a digit, as nearly every random key has them. */
  const key = (length: number): string => `aB3${mixed(length - 3)}`;
  const card = (): string => {
    const body = `4${draw('0123456789', 14)}`;
    const sum = [...body].reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return `${body}${(10 - (sum % 10)) % 10}`;
  };
  const kinds: readonly (() => string)[] = [
    () => `using «AKIA${upper(16)}» to sign`,
    () => `aws_secret_access_key = «${key(40)}»`,
    () => `{"secretAccessKey":"«${key(40)}»"}`,
    () => `jwt «eyJ${mixed(20)}.eyJ${mixed(40)}.${mixed(43)}» rejected`,
    () => `Authorization: Bearer «${mixed(32)}»`,
    () => `postgres://app:«${mixed(12)}»@db.internal:5432/orders`,
    () => `DB_PASSWORD=«${mixed(10)}» PORT=5432`,
    () => `{"user":"kim","password":"«${mixed(9)}!»"}`,
    () => `-----BEGIN EC PRIVATE KEY-----«${mixed(64)}»-----END EC PRIVATE KEY-----`,
    () => `mail «${draw(LETTERS, 6)}.${draw(LETTERS, 4)}@${draw(LETTERS, 8)}.example» bounced`,
    () => `card «${card()}» declined`,
    () => `card «${(card().match(/.{4}/g) ?? []).join(' ')}» declined`,
    () => `api_key: «${mixed(32)}»`,
    () => `ghp token «ghp_${mixed(36)}»`,
    () => `https://hooks.slack.com/services/«T${upper(8)}/B${upper(8)}/${mixed(24)}»`,
    () => `GET /cb?access_token=«${mixed(30)}»&state=1`,
  ];
  return Array.from({ length: count }, (_, index) => (kinds[index % kinds.length] ?? kinds[0])?.() ?? '');
};
