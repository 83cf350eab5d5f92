import { behind, byteAt, CLOSING_BRACE, digitsEnd } from './bytes';
import { stringEnd } from './json-string';
import { eightDigits } from './numbers';

// One entry of `logEvents` as CloudWatch Logs writes it: `{"id":"<digits>","timestamp":<13 digits>,"message":"…"}`, maybe
// with the account and Region that it comes from. Any other order, key or blank is another layout.
export let idStart: usize = 0;
export let idEnd: usize = 0;
export let timestamp: u64 = 0;
/** The message without its quotes, as written in JSON. */
export let messageStart: usize = 0;
export let messageEnd: usize = 0;
/** Account and Region that the entry names; equal addresses where it does not. */
export let accountStart: usize = 0;
export let accountEnd: usize = 0;
export let regionStart: usize = 0;
export let regionEnd: usize = 0;
/** Behind the closing brace. */
export let frameEnd: usize = 0;

/** Whether the entry at `start` has this layout. */
export function readFrame(start: usize): bool {
  idStart = behind(start, '{"id":"');
  if (idStart === 0) return false;
  idEnd = digitsEnd(idStart);
  if (idEnd === idStart) return false;
  const digits = behind(idEnd, '","timestamp":');
  if (digits === 0 || !areEightDigits(digits) || !areEightDigits(digits + 5)) return false;
  timestamp = eightDigits(digits) * 100_000 + (eightDigits(digits + 5) % 100_000);
  messageStart = behind(digits + 13, ',"message":"');
  if (messageStart === 0) return false;
  messageEnd = stringEnd(messageStart);
  if (messageEnd === 0) return false;
  const at = messageEnd + 1;
  accountStart = 0;
  accountEnd = 0;
  const end = byteAt(at) === CLOSING_BRACE ? at : readOrigin(at);
  frameEnd = end + 1;
  return end !== 0 && byteAt(end) === CLOSING_BRACE;
}

/** Behind `,"extractedFields":{"@aws.account":"…","@aws.region":"…"}` with plain values; 0 for other fields. */
function readOrigin(at: usize): usize {
  const account = behind(at, ',"extractedFields":{"@aws.account":"');
  if (account === 0) return 0;
  accountEnd = digitsEnd(account);
  regionStart = behind(accountEnd, '","@aws.region":"');
  if (accountEnd === account || regionStart === 0) return 0;
  accountStart = account;
  regionEnd = regionStart;
  while (isRegionByte(byteAt(regionEnd))) regionEnd++;
  return regionEnd === regionStart ? 0 : behind(regionEnd, '"}');
}

function isRegionByte(byte: u8): bool {
  return byte - 0x61 < 26 || byte - 0x30 <= 9 || byte === 0x2d;
}

/** All of high half 3, and still so with 6 added to the low ones. */
function areEightDigits(at: usize): bool {
  const word = load<u64>(at);
  return (
    (word & 0xf0f0f0f0f0f0f0f0) === 0x3030303030303030 &&
    ((word + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) === 0x3030303030303030
  );
}
