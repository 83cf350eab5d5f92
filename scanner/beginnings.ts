import { byteAt } from './bytes';

// How lines begin that are the platform's, or have another line in front: told from outside.

const LONGEST: usize = 16;
const MOST: i32 = 16;
/** The bytes of each, zeros behind them. */
const TEXTS: usize = memory.data(16 * 16);
const LENGTHS: usize = memory.data(16);
/** 1 for each byte that one begins with. */
const FIRSTS: usize = memory.data(256);
let count: i32 = 0;

/** Adds the beginning of `length` bytes at `at`. False where there is no room, or it is too long. */
export function addBeginning(at: usize, length: usize): bool {
  if (count === MOST || length > LONGEST) return false;
  memory.copy(TEXTS + LONGEST * count, at, length);
  store<u8>(LENGTHS + count, <u8>length);
  store<u8>(FIRSTS + byteAt(at), 1);
  count++;
  return true;
}

/** Whether the line at `start` begins so. */
export function hasBeginning(start: usize): bool {
  if (load<u8>(FIRSTS + byteAt(start)) === 0) return false;
  const line = v128.load(start);
  for (let index = 0; index < count; index++) {
    const length: i32 = load<u8>(LENGTHS + index);
    const needed = (1 << length) - 1;
    if ((i8x16.bitmask(i8x16.eq(line, v128.load(TEXTS + LONGEST * index))) & needed) === needed) return true;
  }
  return false;
}
