const DOTTED = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const GROUP = /^[0-9a-f]{1,4}$/;

/** An IPv4 address as a number from 0 to 2^32 - 1; `undefined` for anything else. */
export const ipv4Number = (text: string): number | undefined => {
  if (!DOTTED.test(text)) return undefined;
  let value = 0;
  for (const part of text.split('.')) {
    const byte = Number(part);
    if (byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return value;
};

/** The eight groups of an IPv6 address, lower case and without brackets; `undefined` for anything else. */
export const ipv6Groups = (text: string): readonly number[] | undefined => {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
};

const groupsOf = (text: string): number[] | undefined => {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  // The last 32 bits may be written as IPv4: `::ffff:192.0.2.1`.
  const v4 = ipv4Number(last);
  if (v4 !== undefined) parts.splice(-1, 1, Math.floor(v4 / 65_536).toString(16), (v4 % 65_536).toString(16));
  return parts.every((part) => GROUP.test(part)) ? parts.map((part) => Number.parseInt(part, 16)) : undefined;
};
