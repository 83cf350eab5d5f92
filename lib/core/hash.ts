/**
 * 53-bit hash of a string's UTF-16 units: two multiply-xor lanes with a murmur3 finaliser, so that the result is a safe
 * integer and serves as a map key. Not cryptographic; `salt` (per installation) keeps outsiders from choosing names
 * that sort first in a bottom-k sketch.
 */
export const hash53 = (text: string, salt = 0): number => {
  let low = 0xdeadbeef ^ salt;
  let high = 0x41c6ce57 ^ salt;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
};

/** 32 bits of {@link hash53}, for sets where a rare collision only hides one name among hundreds. */
export const hash32 = (text: string, salt = 0): number => hash53(text, salt) >>> 0;
