import { areSame, byteAt, dashLanes, digitLanes, firstOf, letterLanes } from './bytes';
import { groupStart, ownerStart, streamEnd, streamStart } from './header';

// Beginnings of payloads whose meaning is known outside. A function's payloads differ in the environment alone, with which
// the stream's name ends: what stands before it and what stands behind it are remembered. Each beginning at the place that
// its bytes choose; what comes to a place that is taken takes it over.

const PLACE_BITS: u64 = 12;
/** Lengths of the two stretches, then their bytes. */
const KNOWN: usize = memory.data(4096 * 256);
const KNOWN_SIZE: usize = 256;
const LENGTHS: usize = 8;

const OPENING_BRACKET: u8 = 0x5b;
const CLOSING_BRACKET: u8 = 0x5d;
const SHORTEST_ENVIRONMENT: usize = 16;
const LONGEST_ENVIRONMENT: usize = 64;

/** Of the beginning looked up last: where it is to be remembered, 0 where it cannot be, and its two stretches. */
let entry: usize = 0;
let headLength: usize = 0;
let tailLength: usize = 0;
/** Which of two places is taken over next. */
let turn: usize = 0;

/** The place of the beginning that was read last and ends at `end` if it is known; its bitwise complement otherwise. */
export function placeOfOrigin(end: usize): i32 {
  entry = 0;
  const version = firstOf(OPENING_BRACKET, streamStart, streamEnd);
  const environment = firstOf(CLOSING_BRACKET, version, streamEnd) + 1;
  if (!isEnvironment(environment, streamEnd)) return -1;
  headLength = environment - ownerStart;
  tailLength = end - streamEnd;
  if (headLength + tailLength > KNOWN_SIZE - LENGTHS) return -1;
  const place = placeOf(groupStart, environment);
  if (isKnownAt(place)) return <i32>place;
  if (isKnownAt(place ^ 1)) return <i32>(place ^ 1);
  turn ^= 1;
  entry = KNOWN + KNOWN_SIZE * (place ^ turn);
  return ~(<i32>(place ^ turn));
}

function isKnownAt(place: usize): bool {
  const known = KNOWN + KNOWN_SIZE * place;
  return (
    load<u32>(known) === <u32>headLength &&
    load<u32>(known, 4) === <u32>tailLength &&
    areSame(known + LENGTHS, ownerStart, headLength) &&
    areSame(known + LENGTHS + headLength, streamEnd, tailLength)
  );
}

/** Notes that the beginning looked up last is known from now on at its place, and not what was known there. */
export function keepOrigin(): bool {
  if (entry === 0) return false;
  store<u32>(entry, <u32>headLength);
  store<u32>(entry, <u32>tailLength, 4);
  memory.copy(entry + LENGTHS, ownerStart, headLength);
  memory.copy(entry + LENGTHS + headLength, streamEnd, tailLength);
  return true;
}

/** The last part of a stream's name, as in `stream-owner.ts`: what it is otherwise, others must judge. */
function isEnvironment(start: usize, end: usize): bool {
  const from = start + usize(byteAt(start) === OPENING_BRACKET);
  const to = end - usize(byteAt(end - 1) === CLOSING_BRACKET);
  if (to < from + SHORTEST_ENVIRONMENT || to > from + LONGEST_ENVIRONMENT) return false;
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at);
    const fitting = i8x16.bitmask(v128.or(dashLanes(bytes), v128.or(letterLanes(bytes), digitLanes(bytes))));
    if (at + ctz(~fitting) < min(at + 16, to)) return false;
  }
  return true;
}

/** The upper bits of a product hold something of every byte. */
function placeOf(start: usize, end: usize): usize {
  let hash: u64 = 0;
  for (let at = start; at + 8 < end; at += 8) hash = (hash ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
  hash = (hash ^ load<u64>(end - 8)) * 0x9e3779b97f4a7c15;
  return <usize>(hash >> (64 - PLACE_BITS));
}
