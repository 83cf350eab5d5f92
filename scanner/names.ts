import { byteAt } from './bytes';

// Names with a meaning, told from outside, since the parser has them too: levels, fields of JSON lines.

/** Levels below ERROR, in every spelling that is read. */
export const LEVELS: u8 = 1;
/** Fields, compared as they are. */
export const FIELDS: u8 = 2;
/** Fields, compared in lower case. */
export const FOLDED_FIELDS: u8 = 3;

const LONGEST: usize = 31;
/** By length and first letter: a bit for each group that has such a name. Most fields of JSON lines have none. */
const SHAPES: usize = memory.data(1024);
const BUCKETS: usize = memory.data(4 * 256);
/** One after another: the next entry of the same bucket, group, meaning, length, and the name itself. */
const ENTRY: usize = 8;
const MOST_BYTES: usize = 8192;
const ENTRIES: usize = memory.data(8192 + 32);
let used: usize = 0;

/** Adds the name of `length` bytes at `at`. False where there is no room, or it is too long. */
export function addName(group: u8, meaning: u8, at: usize, length: usize): bool {
  if (length === 0 || length > LONGEST || used + ENTRY + length > MOST_BYTES) return false;
  const bucket = bucketOf(group, at, length);
  const shape = shapeOf(at, length);
  const groups: i32 = load<u8>(shape);
  store<u8>(shape, <u8>(groups | (1 << group)));
  const entry = ENTRIES + used;
  store<u32>(entry, load<u32>(bucket));
  store<u8>(entry + 4, group);
  store<u8>(entry + 5, meaning);
  store<u8>(entry + 6, <u8>length);
  memory.copy(entry + ENTRY, at, length);
  store<u32>(bucket, <u32>entry);
  used += (ENTRY + length + 3) & ~3;
  return true;
}

/** Meaning of the name between two addresses in a group; 0 where it has none. */
export function meaningOf(group: u8, start: usize, end: usize): u8 {
  const length = end - start;
  if (length === 0 || length > LONGEST) return 0;
  const groups: i32 = load<u8>(shapeOf(start, length));
  if (((groups >> group) & 1) === 0) return 0;
  for (let entry: usize = load<u32>(bucketOf(group, start, length)); entry !== 0; entry = load<u32>(entry)) {
    if (load<u8>(entry + 4) !== group || load<u8>(entry + 6) !== <u8>length) continue;
    if (isEqual(entry + ENTRY, start, length, group === FOLDED_FIELDS)) return load<u8>(entry + 5);
  }
  return 0;
}

function shapeOf(at: usize, length: usize): usize {
  return SHAPES + ((length << 5) | (byteAt(at) & 0x1f));
}

/** By length and the ends, letters in lower case. */
function bucketOf(group: u8, at: usize, length: usize): usize {
  const first: usize = byteAt(at) | 0x20;
  const last: usize = byteAt(at + length - 1) | 0x20;
  return BUCKETS + 4 * ((length * 37 + first * 5 + last + <usize>group * 101) & 0xff);
}

function isEqual(name: usize, at: usize, length: usize, isFolded: bool): bool {
  for (let index: usize = 0; index < length; index += 16) {
    const bytes = v128.load(at + index);
    const found = i8x16.eq(v128.load(name + index), isFolded ? inLowerCase(bytes) : bytes);
    const left = <i32>(length - index);
    const needed = left >= 16 ? 0xffff : (1 << left) - 1;
    if ((i8x16.bitmask(found) & needed) !== needed) return false;
  }
  return true;
}

function inLowerCase(bytes: v128): v128 {
  const capitals = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26));
  return v128.add<u8>(bytes, v128.and(capitals, i8x16.splat(0x20)));
}
