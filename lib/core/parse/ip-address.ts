const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6_CHARACTERS = /^[0-9a-f:.]{2,45}$/i;
/** RFC 1918, RFC 6598, link-local. */
const PRIVATE_IPV4 =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.)/;
/** Unique local and link-local. */
const PRIVATE_IPV6 = /^(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/i;

export const isIpv4 = (text: string): boolean =>
  IPV4.test(text) && text.split('.').every((part) => Number(part) <= 255);

export const isIpv6 = (text: string): boolean =>
  text.includes(':') && IPV6_CHARACTERS.test(text) && URL.canParse(`http://[${text}]/`);

export const isIpAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

/** Whether an address is of a network of one's own. */
export const isPrivateAddress = (address: string): boolean =>
  address.includes(':') ? PRIVATE_IPV6.test(address) : PRIVATE_IPV4.test(address);
