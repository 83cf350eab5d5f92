/** How much of a text is looked at: beyond any cap in use, so that cutting here is never visible. */
const MOST_READ_CHARS = 2_048;

const ESCAPE = 0x1b;
const CSI = 0x9b; // the one-character form of ESC [

/** Sets direction, joins, hides or tags neighbours, or has no width: can make a text look like another. */
const isInvisible = (code: number): boolean =>
  code === 0xad ||
  code === 0x61c ||
  code === 0x34f ||
  code === 0x180e ||
  (code >= 0x115f && code <= 0x1160) ||
  (code >= 0x17b4 && code <= 0x17b5) ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  code === 0x3164 ||
  (code >= 0xfe00 && code <= 0xfe0f) ||
  code === 0xfeff ||
  code === 0xffa0 ||
  (code >= 0xfff0 && code <= 0xfffb) ||
  (code >= 0xe0000 && code <= 0xe0fff);

const isSpace = (code: number): boolean =>
  code === 0x20 ||
  (code >= 0x09 && code <= 0x0d) ||
  code === 0x85 ||
  code === 0xa0 ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000;

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code <= 0x9f);
const isLoneSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

/** Index behind a terminal control sequence that begins at `start`; parameters end at the first letter or `@…~`. */
const endOfSequence = (text: string, start: number): number => {
  let index = start + 1;
  const kind = text.charCodeAt(start) === CSI ? '[' : text[index++];
  if (kind === '[') {
    while (index < text.length && text.charCodeAt(index) < 0x40) index++;
    return index + 1;
  }
  if (kind === ']' || kind === 'P' || kind === '_' || kind === '^' || kind === 'X') {
    // A string sequence ends at BEL or ESC backslash; one that never ends hides nothing but its introducer.
    for (let end = index; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 0x07 || code === 0x9c) return end + 1;
      if (code === ESCAPE) return text[end + 1] === '\\' ? end + 2 : end;
    }
  }
  return index;
};

/** At most `most` characters; never cuts a surrogate pair. */
export const cutTo = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 2);
  const end = last >= 0xd800 && last <= 0xdbff ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
};

/**
 * Text as one line that shows what it is: no control characters, terminal sequences, direction overrides or characters
 * without width; runs of blanks become one. Linear in the first 2,048 characters; the rest is not read.
 */
export const plainText = (raw: string, most: number): string => {
  const text = raw.slice(0, MOST_READ_CHARS);
  let line = '';
  let pendingSpace = false;
  for (let index = 0; index < text.length; ) {
    const code = text.codePointAt(index) ?? 0;
    if (code === ESCAPE || code === CSI) {
      index = endOfSequence(text, index);
      continue;
    }
    index += code > 0xffff ? 2 : 1;
    if (isSpace(code)) {
      pendingSpace = line !== '';
    } else if (!isControl(code) && !isInvisible(code) && !isLoneSurrogate(code)) {
      line += pendingSpace ? ` ${String.fromCodePoint(code)}` : String.fromCodePoint(code);
      pendingSpace = false;
    }
  }
  return cutTo(line, most);
};
