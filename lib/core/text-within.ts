/**
 * The beginning of `text` that takes at most so many bytes when it is stored as UTF-8: what logs write is bounded in bytes
 * where it is kept. Pairs of surrogates stay whole; half a pair is stored as three bytes.
 */
export const textWithin = (text: string, mostBytes: number): string => {
  if (text.length * 3 <= mostBytes) return text;
  let bytes = 0;
  let kept = 0;
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > mostBytes) break;
    kept += character.length;
  }
  return text.slice(0, kept);
};

const bytesOf = (character: string): number => {
  if (character.length === 2) return 4;
  const unit = character.charCodeAt(0);
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
};
