const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * End of the JSON object or array that begins at `start`, by counting brackets outside strings; -1 where it does not end
 * before `limit`. Whether it is JSON at all is for a parser to say.
 */
export const jsonExtent = (bytes: Uint8Array, start: number, limit: number): number => {
  let depth = 0;
  let inString = false;
  for (let at = start; at < limit; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth <= 0) return depth === 0 ? at + 1 : -1;
  }
  return -1;
};
