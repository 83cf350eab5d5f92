import { byteAt, digitLanes } from './bytes';

/** The number that {@link readDecimal} read last, and behind it. */
export let decimal: f64 = 0;
export let decimalEnd: usize = 0;

/** Before and behind the point; together below 2^53, so that the number is exact but for one division. */
const MOST_DIGITS: i32 = 8;
const MOST_DECIMALS: i32 = 7;
const POWERS_OF_TEN: usize = memory.data<f64>([1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7]);

/**
 * Reads the plain decimal number at `at`. False for what is none, has too many digits, or a zero in front of others.
 * Digits are gathered to one integer and divided by a power of ten once, which rounds as `Number(text)` does.
 */
export function readDecimal(at: usize): bool {
  const others = ~i8x16.bitmask(digitLanes(v128.load(at)));
  const whole = ctz(others);
  if (whole === 0 || whole > MOST_DIGITS || (byteAt(at) === 0x30 && whole > 1)) return false;
  decimal = <f64>digits(at, whole);
  decimalEnd = at + whole;
  if (byteAt(decimalEnd) !== 0x2e) return true;
  const decimals = ctz(others >> (whole + 1));
  if (decimals === 0 || decimals > MOST_DECIMALS || whole + decimals > 14) return false;
  const scale = load<f64>(POWERS_OF_TEN + 8 * decimals);
  decimal = (decimal * scale + <f64>digits(decimalEnd + 1, decimals)) / scale;
  decimalEnd += 1 + decimals;
  return true;
}

/** The integer that 1 to 8 digits write; zeros are put in front to make it eight. */
function digits(at: usize, count: i32): u64 {
  return digitsOf((load<u64>(at) - 0x3030303030303030) << (64 - 8 * count));
}

/** The number that eight digits write. */
export function eightDigits(at: usize): u64 {
  return digitsOf(load<u64>(at) - 0x3030303030303030);
}

/** Pairs, then fours, then all of them in one multiplication each. */
function digitsOf(values: u64): u64 {
  const pairs = values * 10 + (values >> 8);
  const upper = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const lower = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (upper + lower) >> 32;
}
