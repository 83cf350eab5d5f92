/**
 * Facts of several parts as one name, which can be counted under a cap, and back. Parts hold no blank: the makers see to
 * that, since parts come from logs.
 */
const LONGEST_PART = 128;

const part = (text: string): string => {
  const clean = text.replace(/[^\x21-\x7e]/g, '_').slice(0, LONGEST_PART);
  return clean === '' ? '-' : clean;
};

const joined = (...parts: readonly string[]): string => parts.map(part).join(' ');

const split = (name: string): readonly [string, string, string] => {
  const [first = '', second = '', third = ''] = name.split(' ');
  return [first, second, third];
};

/** A failed API call. */
export interface ApiError {
  /** `service:Action`. */
  readonly action: string;
  /** As CloudTrail names it: `AccessDenied`. */
  readonly code: string;
}

export const apiErrorName = ({ action, code }: ApiError): string => joined(action, code);

export const apiErrorOf = (name: string): ApiError => {
  const [action, code] = split(name);
  return { action, code };
};

/** Where credentials were used. */
export interface CredentialUse {
  readonly address: string;
  /** First word of the user agent. */
  readonly agent: string;
  /** Salted hash of the access key's id, the same for the same key; `-` where the record names none. */
  readonly key: string;
}

export const credentialUseName = ({ address, agent, key }: CredentialUse): string => joined(address, agent, key);

export const credentialUseOf = (name: string): CredentialUse => {
  const [address, agent, key] = split(name);
  return { address, agent, key };
};

/** A change of a function. */
export interface Deploy {
  /** As in `UpdateFunctionCode`. */
  readonly action: string;
  /** As in `user/alice` or `role/deploy/session`. */
  readonly by: string;
}

export const deployName = ({ action, by }: Deploy): string => joined(action, by);

export const deployOf = (name: string): Deploy => {
  const [action, by] = split(name);
  return { action, by };
};

/** A match of a DNS Firewall rule. */
export interface FirewallHit {
  /** `ALERT`, `BLOCK`. */
  readonly action: string;
  readonly domain: string;
}

export const firewallHitName = ({ action, domain }: FirewallHit): string => joined(action, domain);

export const firewallHitOf = (name: string): FirewallHit => {
  const [action, domain] = split(name);
  return { action, domain };
};
