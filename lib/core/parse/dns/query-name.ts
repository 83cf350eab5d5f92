const LONGEST_NAME = 255;
const NAME = /^[a-z0-9_*-]{1,63}(?:\.[a-z0-9_*-]{1,63}){0,126}$/;
const OCTAL_ESCAPE = /\\(\d{3})/g;

/**
 * A looked-up name in one spelling: lower case, without the root's dot, written-out octets (`\052`) as characters.
 * `undefined` for what no resolver would send on.
 */
export const queryNameOf = (raw: string): string | undefined => {
  if (raw.length > 4 * LONGEST_NAME) return undefined;
  const plain = raw.replace(OCTAL_ESCAPE, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8) & 0x7f));
  const name = plain.toLowerCase().replace(/\.$/, '');
  return name.length <= LONGEST_NAME && NAME.test(name) ? name : undefined;
};

/** Zones of reverse lookups. */
const REVERSE = /(?:^|\.)(?:in-addr|ip6)\.arpa$/;
/** Search suffixes that AWS gives to hosts of a VPC: what stands before them is a host's own name, or another query. */
const SEARCH_SUFFIX = /\.(?:ec2\.internal|[a-z0-9-]{4,32}\.compute\.internal)$/;

/** Names that lead nowhere: reverse lookups, and names that a resolver tried with the VPC's own suffix. */
export const isBesideThePoint = (name: string): boolean => REVERSE.test(name) || SEARCH_SUFFIX.test(name);
