import { IPV4, MAX_HOST, splitPort } from './destination.ts';

/** Whether a bare word is a host by itself: a dotted name ending in letters, or an address. */
export const looksLikeHost = (text: string): boolean => {
  if (text.length > MAX_HOST + 6 || /[\s/@]/.test(text)) return false;
  const [host] = splitPort(text.toLowerCase());
  return IPV4.test(host) || (host.includes('.') && /\.[a-z][a-z0-9-]{1,62}\.?$/.test(host));
};
