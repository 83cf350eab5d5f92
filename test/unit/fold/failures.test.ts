import { describe, expect, it } from 'vitest';
import type { LogBatch, LogEvent } from '../../../lib/core/decode/log-batch.ts';
import { ExactCounts } from '../../../lib/core/fold/exact-counts.ts';
import { FailureMarks, MAX_FAILURE_MARKS } from '../../../lib/core/fold/failure-marks.ts';
import { observeBatch } from '../../../lib/core/fold/observe-batch.ts';
import { resolveFailures } from '../../../lib/core/fold/resolve-failures.ts';
import { emptyTally } from '../../../lib/core/fold/tally.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { cutEverywhere, foldSeparately, totalsOf } from '../../support/fold-counts.ts';

const FIRST_AT = Date.UTC(2026, 0, 6, 21, 0);
const A = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0a';
const B = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0b';
const C = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0c';

const start = (id: string) => `START RequestId: ${id} Version: 7`;
const report = (id: string, more = '') => `REPORT RequestId: ${id}\tDuration: 10.00 ms${more}`;
const python = (type = 'KeyError') => `[ERROR] ${type}: x\nTraceback (most recent call last):`;
const exit = (id: string) => `RequestId: ${id} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`;
const timeout = (id: string) => `2026-01-06T21:00:00.000Z ${id} Task timed out after 3.00 seconds`;
const node = (id: string) => `2026-01-06T21:00:00.000Z\t${id}\tERROR\tInvoke Error \t{"errorType":"TypeError"}`;
const initReport = (phase: string) =>
  `INIT_REPORT Init Duration: 9.00 ms\tPhase: ${phase}\tStatus: error\tError Type: Runtime.Unknown`;

type Line = readonly [offsetMs: number, message: string];

const batchOf = (lines: readonly Line[]): LogBatch => ({
  owner: '111122223333',
  logGroup: '/aws/lambda/shop',
  logStream: `2026/01/06/[7]${'a'.repeat(32)}`,
  subscriptionFilters: [],
  events: lines.map(
    ([offset, message], index): LogEvent => ({ id: `${index}`, timestamp: epochMs(FIRST_AT + offset), message }),
  ),
});

describe('a failed invocation counts once', () => {
  it.each<[string, readonly Line[], { errors: number; timeouts: number }]>([
    [
      'an uncaught error between START and REPORT',
      [
        [0, start(A)],
        [5, node(A)],
        [9, report(A)],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'a crash with four lines',
      [
        [0, start(A)],
        [5, node(A)],
        [7, exit(A)],
        [9, report(A, '\tStatus: error')],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'a time-out said three times',
      [
        [0, start(A)],
        [3_000, report(A, '\tStatus: timeout')],
        [3_000, timeout(A)],
        [3_010, node(A)],
      ],
      { errors: 1, timeouts: 1 },
    ],
    [
      'an error without id',
      [
        [0, start(A)],
        [5, python()],
        [9, report(A)],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'two quick errors without id',
      [
        [0, start(A)],
        [5, python()],
        [9, report(A)],
        [12, start(B)],
        [15, python()],
        [19, report(B)],
      ],
      { errors: 2, timeouts: 0 },
    ],
    [
      'an error without id and its crash',
      [
        [0, start(A)],
        [5, 'fatal error: runtime: out of memory'],
        [90, exit(A)],
        [91, report(A, '\tStatus: error')],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'a crash and then another',
      [
        [0, start(A)],
        [5, exit(A)],
        [9, report(A)],
        [20, start(B)],
        [25, exit(B)],
      ],
      { errors: 2, timeouts: 0 },
    ],
    [
      'a failure across the turn of the minute',
      [
        [59_900, start(A)],
        [59_990, node(A)],
        [60_010, exit(A)],
        [60_020, report(A, '\tStatus: error')],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'an error without id before the turn, the crash after it',
      [
        [59_900, start(A)],
        [59_990, python()],
        [60_010, exit(A)],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'a time-out after the turn',
      [
        [59_000, start(A)],
        [59_500, node(A)],
        [62_000, timeout(A)],
      ],
      { errors: 1, timeouts: 1 },
    ],
    [
      'a retry of the same request a minute later',
      [
        [0, start(A)],
        [5, exit(A)],
        [9, report(A)],
        [65_000, start(A)],
        [65_005, exit(A)],
        [65_009, report(A)],
      ],
      { errors: 2, timeouts: 0 },
    ],
    [
      'an initialisation that fails, then succeeds',
      [
        [0, python()],
        [200, initReport('init')],
        [900, start(A)],
        [950, report(A)],
      ],
      { errors: 0, timeouts: 0 },
    ],
    [
      'an initialisation that fails twice',
      [
        [0, python('Runtime.ImportModuleError')],
        [200, initReport('init')],
        [1_700, python('Runtime.ImportModuleError')],
        [1_900, initReport('invoke')],
        [1_901, start(A)],
        [1_950, report(A, '\tStatus: error\tError Type: Runtime.Unknown')],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'an import that fails twice, told by nobody else',
      [
        [0, python('Runtime.ImportModuleError')],
        [1_700, start(A)],
        [1_710, python('Runtime.ImportModuleError')],
        [1_720, report(A)],
      ],
      { errors: 1, timeouts: 0 },
    ],
    [
      'errors that are only logged',
      [
        [0, start(A)],
        [5, `[ERROR]\t2026-01-06T21:00:00.000Z\t${A}\tno`],
        [9, report(A)],
      ],
      { errors: 0, timeouts: 0 },
    ],
    [
      "another function's time-out",
      [
        [0, start(A)],
        [5, `RequestId: ${C} Error: Task timed out after 3.00 seconds`],
        [9, report(A)],
      ],
      { errors: 0, timeouts: 0 },
    ],
    [
      'interleaved invocations of one environment',
      [
        [0, start(A)],
        [1, start(B)],
        [5, node(B)],
        [7, node(A)],
        [8, report(A)],
        [9, report(B)],
      ],
      { errors: 2, timeouts: 0 },
    ],
  ])('%s', (_what, lines, expected) => {
    const batch = batchOf(lines);
    const [whole] = totalsOf(foldSeparately([batch]).table).values();
    expect(whole).toMatchObject(expected);
    const [cut] = totalsOf(foldSeparately([...cutEverywhere(batch)].reverse()).table).values();
    expect(cut).toEqual(whole);
    const exact = new ExactCounts();
    observeBatch(batch, { region: 'eu-west-1' }, emptyTally(), (observed) => exact.add(observed));
    expect(exact.byFunction().get('shop')).toMatchObject(expected);
  });
});

describe('FailureMarks', () => {
  it('names a failure by the line that explains most', () => {
    const marks = new FailureMarks();
    marks.addIdentified('s', A, 10, 'Runtime.ExitError', 1);
    marks.addIdentified('s', A, 5, 'TypeError', 1);
    expect([...resolveFailures(marks, undefined).byKind]).toEqual([['TypeError', 1]]);
  });

  it('estimates beyond its cap within a tenth', () => {
    const marks = new FailureMarks();
    const failures = 20 * MAX_FAILURE_MARKS;
    for (let index = 0; index < failures; index++)
      marks.addIdentified(`s${index % 50}`, `${index}`, index % 60_000, 'E', 9);
    const { errors } = resolveFailures(marks, undefined);
    expect(marks.size).toBe(MAX_FAILURE_MARKS);
    expect(Math.abs(errors / failures - 1)).toBeLessThan(0.1);
  });
});

describe('ExactCounts', () => {
  const countsOf = (lines: readonly Line[]) => {
    const exact = new ExactCounts();
    observeBatch(batchOf(lines), { region: 'eu-west-1' }, emptyTally(), (observed) => exact.add(observed));
    return exact.byFunction().get('shop');
  };

  it.each<[string, readonly Line[], number]>([
    [
      'START and REPORT',
      [
        [0, start(A)],
        [9, report(A)],
      ],
      1,
    ],
    ['only START', [[0, start(A)]], 1],
    ['only REPORT', [[9, report(A)]], 1],
    [
      'REPORT stamped before START',
      [
        [9, report(A)],
        [10, start(A)],
      ],
      1,
    ],
    [
      'an error line before START',
      [
        [9, node(A)],
        [10, start(A)],
        [20, report(A)],
      ],
      1,
    ],
    [
      'an invocation of a quarter of an hour',
      [
        [0, start(A)],
        [900_000, report(A)],
      ],
      1,
    ],
    [
      'a retry',
      [
        [0, start(A)],
        [9, report(A)],
        [70_000, start(A)],
        [70_009, report(A)],
      ],
      2,
    ],
    [
      'three REPORTs of one id',
      [
        [0, report(A)],
        [60_000, report(A)],
        [180_000, report(A)],
      ],
      3,
    ],
    ['END alone', [[0, `END RequestId: ${A}`]], 0],
  ])('counts invocations once: %s', (_what, lines, invocations) => {
    expect(countsOf(lines)?.invocations ?? 0).toBe(invocations);
  });

  it('keeps hosts apart, even one that is called __proto__', () => {
    const counts = countsOf([
      [0, 'GET https://__proto__/x'],
      [1, 'GET https://a.example.com'],
      [2, 'GET https://a.example.com'],
    ]);
    expect(Object.entries(counts?.outbound ?? {})).toEqual([
      ['__proto__', 1],
      ['a.example.com', 2],
    ]);
  });
});
