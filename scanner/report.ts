import { behind, byteAt, digitLanes, isRequestId, REQUEST_ID_LENGTH } from './bytes';
import { BILLED_MS, clearFigures, DURATION_MS, INIT_MS, MEMORY_SIZE_MB, MEMORY_USED_MB, readFigure } from './figures';

/** A REPORT line of a successful invocation, its fields in the order in which the platform writes them. */
export function isReport(start: usize, end: usize): bool {
  clearFigures();
  const id = behind(start, 'REPORT RequestId: ');
  if (id === 0 || !isRequestId(id)) return false;
  let at = labelled(DURATION_MS, id + REQUEST_ID_LENGTH, '\\tDuration: ');
  at = labelled(BILLED_MS, at, ' ms\\tBilled Duration: ');
  at = labelled(MEMORY_SIZE_MB, at, ' ms\\tMemory Size: ');
  at = labelled(MEMORY_USED_MB, at, ' MB\\tMax Memory Used: ');
  at = at === 0 ? 0 : behind(at, ' MB\\t');
  if (at === 0) return false;
  if (byteAt(at) === 0x49) {
    at = labelled(INIT_MS, at, 'Init Duration: ');
    at = at === 0 ? 0 : behind(at, ' ms\\t');
    if (at === 0) return false;
  }
  return isTail(at, end);
}

/** Behind the figure that follows `label` at `at`; 0 where it does not, or `at` is 0 already. */
function labelled(figure: i32, at: usize, label: string): usize {
  const number: usize = at === 0 ? 0 : behind(at, label);
  return number === 0 ? 0 : readFigure(figure, number);
}

/** Nothing, a line break, or the line that X-Ray adds: none of them holds a field of the report. */
function isTail(start: usize, end: usize): bool {
  if (start === end || behind(start, '\\n') === end) return true;
  let at = behind(start, '\\nXRAY TraceId: ');
  at = at === 0 ? 0 : behind(traceIdEnd(at), '\\tSegmentId: ');
  at = at === 0 ? 0 : behind(traceIdEnd(at), '\\tSampled: true');
  if (at === 0) return false;
  at = behind(at, '\\t') || at;
  at = behind(at, '\\n') || at;
  return at === end;
}

/** Behind the digits, letters up to f and dashes that begin at `at`. */
function traceIdEnd(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    const letters = i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(5));
    const known = v128.or(v128.or(digitLanes(bytes), letters), i8x16.eq(bytes, i8x16.splat(0x2d)));
    const others = ~i8x16.bitmask(known) & 0xffff;
    if (others !== 0) return at + ctz(others);
    at += 16;
  }
}
