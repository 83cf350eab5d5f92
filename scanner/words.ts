import { areSame, byteAt } from './bytes';

// Finds whether any of a few dozen words stands in a text, sixteen bytes at a time: three bytes of each word, chosen from
// outside for being rare, are looked up by their halves in tables that say in which of eight groups of words such a byte
// may stand at that place; where all three agree, the words of the group are compared (the "Teddy" of Hyperscan).

const GROUPS: i32 = 8;
/** Words of one group. */
const MOST_WORDS: i32 = 8;
/** For the first, second and third byte: 16 bytes by the lower half, 16 by the upper half. */
const MASKS: usize = memory.data(96);
/** By group: four of its bytes, its address, its length, where the four begin. */
const WORD: usize = 12;
const WORDS: usize = memory.data(8 * 8 * 12);
const COUNTS: usize = memory.data(8);
const MOST_BYTES: usize = 2048;
const TEXTS: usize = memory.data(2048);
const CANDIDATES: usize = memory.data(16);
let used: usize = 0;

/** Adds the word of `length` bytes at `at`, found by the bytes from `anchor` on. False where there is no room. */
export function addWord(at: usize, length: usize, anchor: usize, group: i32): bool {
  if (group >= GROUPS || used + length > MOST_BYTES || anchor + 4 > length || length > 0xff) return false;
  const count: i32 = load<u8>(COUNTS + group);
  if (count === MOST_WORDS) return false;
  store<u8>(COUNTS + group, <u8>(count + 1));
  memory.copy(TEXTS + used, at, length);
  const word = wordAt(group, count);
  store<u32>(word, load<u32>(at + anchor));
  store<u32>(word, <u32>(TEXTS + used), 4);
  store<u8>(word, <u8>length, 8);
  store<u8>(word, <u8>anchor, 9);
  used += length;
  for (let place: usize = 0; place < 3; place++) {
    const byte = byteAt(at + anchor + place);
    mark(MASKS + 32 * place + (byte & 0x0f), group);
    mark(MASKS + 32 * place + 16 + (byte >> 4), group);
  }
  return true;
}

function wordAt(group: i32, index: i32): usize {
  return WORDS + WORD * (MOST_WORDS * group + index);
}

function mark(at: usize, group: i32): void {
  const marked: i32 = load<u8>(at);
  store<u8>(at, <u8>(marked | (1 << group)));
}

/** Whether a word stands between two addresses. */
export function holdsWord(start: usize, end: usize): bool {
  const low0 = v128.load(MASKS);
  const high0 = v128.load(MASKS, 16);
  const low1 = v128.load(MASKS, 32);
  const high1 = v128.load(MASKS, 48);
  const low2 = v128.load(MASKS, 64);
  const high2 = v128.load(MASKS, 80);
  for (let at = start; at < end; at += 16) {
    const groups = v128.and(
      groupsOf(v128.load(at), low0, high0),
      v128.and(groupsOf(v128.load(at, 1), low1, high1), groupsOf(v128.load(at, 2), low2, high2)),
    );
    if (!v128.any_true(groups)) continue;
    v128.store(CANDIDATES, groups);
    let lanes = ~i8x16.bitmask(i8x16.eq(groups, i8x16.splat(0))) & 0xffff;
    for (; lanes !== 0; lanes &= lanes - 1) {
      const lane: usize = ctz(lanes);
      if (isWord(load<u8>(CANDIDATES + lane), at + lane, start, end)) return true;
    }
  }
  return false;
}

function groupsOf(bytes: v128, low: v128, high: v128): v128 {
  return v128.and(i8x16.swizzle(low, v128.and(bytes, i8x16.splat(0x0f))), i8x16.swizzle(high, i8x16.shr_u(bytes, 4)));
}

/** Whether a word of these groups stands with its anchor at `at`. */
function isWord(groups: i32, at: usize, start: usize, end: usize): bool {
  const found = load<u32>(at);
  for (let left = groups; left !== 0; left &= left - 1) {
    const group = ctz(left);
    const count: i32 = load<u8>(COUNTS + group);
    for (let index = 0; index < count; index++) {
      const word = wordAt(group, index);
      if (load<u32>(word) !== found) continue;
      const length: usize = load<u8>(word, 8);
      const from = at - load<u8>(word, 9);
      if (from >= start && from + length <= end && areSame(from, load<u32>(word, 4), length)) return true;
    }
  }
  return false;
}
