/**
 * Parsed, a value takes up to 130 bytes, however short its text: 40 MB of `[` took 2.6 GB. So many stay below 270 MB, and no
 * payload of CloudWatch Logs within the decoder's limit holds more: an event takes over 100 bytes and is 4 of them, or 7.
 */
const MOST_VALUES = 2_000_000;

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** Whether text holds more values, were it JSON, than may be parsed at once. To be asked before `JSON.parse`. O(length). */
export const hasTooManyValues = (text: string): boolean => {
  // Each takes a character at least.
  if (text.length <= MOST_VALUES) return false;
  let values = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === QUOTE) inString = !inString;
    else if (inString) {
      if (char === BACKSLASH) index++;
    } else if ((char === COMMA || char === BRACKET || char === BRACE) && ++values > MOST_VALUES) return true;
  }
  return false;
};
