import { remembered } from '../remembered.ts';

/** Ports that miners' pools and their malware use. */
const MINING_PORTS: ReadonlySet<string> = new Set(['3333', '4444', '5555', '7777', '14433', '14444', '45560', '45700']);
const USUAL_PORTS: ReadonlySet<string> = new Set(['80', '443']);
const MINING_WORDS = /pool|stratum|xmr|monero|miner|mining|nicehash|coinhive|nanopool|hashvault/;
const PUNYCODE_LABEL = /(?:^|\.)xn--/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** A function calls a handful of hosts. */
const MOST_REMEMBERED = 4_096;

/**
 * Whether a destination (`host[:port]`, normalised) looks dangerous by itself: a raw address, an odd port, a miner's
 * words, an internationalised name. Cheap on purpose: it only decides which cap the name competes under.
 */
export const isRiskyDestination = remembered(MOST_REMEMBERED, (destination: string): boolean => {
  const colon = destination.lastIndexOf(':');
  const hasPort = colon > destination.lastIndexOf(']');
  const host = hasPort ? destination.slice(0, colon) : destination;
  const port = hasPort ? destination.slice(colon + 1) : '';
  if (port !== '' && (!USUAL_PORTS.has(port) || MINING_PORTS.has(port))) return true;
  return host.startsWith('[') || IPV4.test(host) || PUNYCODE_LABEL.test(host) || MINING_WORDS.test(host);
});
