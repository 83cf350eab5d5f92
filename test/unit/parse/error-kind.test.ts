import { describe, expect, it } from 'vitest';
import { errorKindOf, strongerErrorKind } from '../../../lib/core/parse/error-kind.ts';

describe('errorKindOf', () => {
  it.each([
    ['TypeError', 'TypeError'],
    ['java.lang.NullPointerException', 'NullPointerException'],
    ['System.Net.Http.HttpRequestException', 'HttpRequestException'],
    ['*errors.errorString', 'errorString'],
    ['Function<ActiveRecord::RecordNotFound>', 'RecordNotFound'],
    ['Runtime.ExitError', 'Runtime.ExitError'],
    ['Extension.Crash', 'Extension.Crash'],
    ['Runtime.OutOfMemory', 'OutOfMemory'],
    ['java.lang.OutOfMemoryError', 'OutOfMemory'],
    ['Job8842917Failed', 'JobFailed'],
    ['S3Error', 'S3Error'],
    ['Timeout', 'TimeoutError'],
    ['requests.exceptions.Timeout', 'TimeoutError'],
    ['<script>alert(1)</script>', 'script'],
    ['', 'Error'],
    ['__proto__', '__proto__'],
    ['x'.repeat(999), 'x'.repeat(64)],
  ])('%s is %s', (raw, kind) => {
    expect(errorKindOf(raw)).toBe(kind);
  });

  it('prefers what explains more', () => {
    expect(strongerErrorKind('Runtime.ExitError', 'TypeError')).toBe('TypeError');
    expect(strongerErrorKind('OutOfMemory', 'TypeError')).toBe('OutOfMemory');
    expect(strongerErrorKind('OutOfMemory', 'Timeout')).toBe('Timeout');
  });
});
