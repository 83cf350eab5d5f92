const GROUP_LENGTHS = [8, 4, 4, 4, 12] as const;
export const REQUEST_ID_LENGTH = 36;

const isAlphanumeric = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);

/**
 * The request id that begins at `start`: a UUID's shape, 8-4-4-4-12. Letters beyond `f` are accepted, since published
 * logs mask ids that way; what matters is that ordinary words do not pass.
 */
export const requestIdAt = (text: string, start: number): string | undefined => {
  let index = start;
  for (const length of GROUP_LENGTHS) {
    if (index !== start && text[index++] !== '-') return undefined;
    for (const end = index + length; index < end; index++) {
      if (!isAlphanumeric(text.charCodeAt(index))) return undefined;
    }
  }
  return isAlphanumeric(text.charCodeAt(index)) ? undefined : text.slice(start, index);
};
