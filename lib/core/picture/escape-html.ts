const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Characters that change how their neighbours are read without being seen: C0 and C1 controls (tab and line feed
 * excepted), zero-width characters, bidirectional controls, tags, lone surrogates.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu;

/**
 * Text for an element or a quoted attribute of HTML and SVG. Invisible characters become U+FFFD, so that a name from a
 * log cannot reorder or hide what stands beside it.
 */
export const escapeHtml = (text: string): string =>
  text.replaceAll(INVISIBLE, '\ufffd').replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** {@link escapeHtml} of at most `length` characters, with an ellipsis where something is missing. */
export const escapeClipped = (text: string, length: number): string => {
  const characters = Array.from(text.slice(0, 2 * length + 2));
  if (characters.length <= length) return escapeHtml(characters.join(''));
  return escapeHtml(`${characters.slice(0, length - 1).join('')}…`);
};
