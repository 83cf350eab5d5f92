/**
 * Control characters (C0, DEL, C1), line and paragraph separators, and the marks that reorder or hide text: with them a
 * log line could move the cursor, retitle the window or show another text than it holds.
 */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\u034f|[\ufe00-\ufe0f]|\p{Cs}|[\u{e0000}-\u{e0fff}]/gu;

/** Text from a log or file name made harmless for a terminal: harmful characters become visible escapes. */
export const terminalText = (text: string, maxCharacters = 2_000): string => {
  const kept = text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
  return kept.replace(HARMFUL, (character) =>
    character === '\t' ? ' ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
};
