const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['→', '->'],
  ['…', '...'],
  ['×', 'x'],
  ['–', '-'],
  ['’', "'"],
]);

const toAscii = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20 && code < 0x7f ? character : (REPLACEMENTS.get(character) ?? '?');
};

/** Printable ASCII of at most `most` characters, for subjects and short messages. Nothing can end the line. */
export const asciiText = (text: string, most: number): string => {
  const ascii = [...text].map(toAscii).join('');
  return ascii.length <= most ? ascii : `${ascii.slice(0, most - 3).trimEnd()}...`;
};
