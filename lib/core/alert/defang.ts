const SCHEME = /\b(https?|wss?|ftps?)(?=:\/\/)/gi;
/** A host as mail programs turn it into a link: labels with dots whose last one could be a top-level domain. */
const HOST =
  /(?:[\p{L}\p{N}_-]{1,63}\.){1,10}(?:[a-z]{2,24}|[A-Z]{2,24}|[A-Za-z]{2,4}|xn--[a-z0-9-]{1,59})(?!\.?[\p{L}\p{N}_-])/gu;
const ADDRESS = /\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b/g;

const FANGLESS_SCHEMES: ReadonlyMap<string, string> = new Map([
  ['http', 'hxxp'],
  ['https', 'hxxps'],
  ['ws', 'wxs'],
  ['wss', 'wxss'],
  ['ftp', 'fxp'],
  ['ftps', 'fxps'],
]);

const breakLastDot = (host: string): string => {
  const dot = host.lastIndexOf('.');
  return `${host.slice(0, dot)}[.]${host.slice(dot + 1)}`;
};

/**
 * Text in which no mail or chat program finds a link: `https://evil.example/x` becomes `hxxps://evil[.]example/x`.
 * Names of classes such as `java.io.IOException` stay as they are.
 */
export const defang = (text: string): string =>
  text
    .replace(SCHEME, (scheme) => FANGLESS_SCHEMES.get(scheme.toLowerCase()) ?? scheme)
    .replace(HOST, breakLastDot)
    .replace(ADDRESS, breakLastDot);
