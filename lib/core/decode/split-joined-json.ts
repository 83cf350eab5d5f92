/**
 * Cuts JSON objects written back to back (`{…}{…}`, with or without blanks between) into one text each, by counting
 * braces outside strings. What follows the last complete object is the last piece. O(length).
 */
export function* splitJoinedJson(text: string): Generator<string> {
  let start = 0;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth <= 0) {
      yield text.slice(start, index + 1).trim();
      start = index + 1;
      depth = 0;
    }
  }
  const rest = text.slice(start).trim();
  if (rest !== '') yield rest;
}
