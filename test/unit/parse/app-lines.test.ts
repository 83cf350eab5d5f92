import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../lib/core/parse/observation.ts';
import { parseLambdaLine } from '../../../lib/core/parse/parse-lambda-line.ts';

const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';
const AT = '2026-01-06T21:00:03.150Z';

const firstOf = (message: string): Observation | string | undefined => {
  const parsed = parseLambdaLine(message);
  return 'observations' in parsed ? parsed.observations[0] : parsed.skipped;
};

const failed = (errorKind: string, requestId: string | undefined = undefined): Observation => ({
  kind: 'invocation-failed',
  requestId,
  errorKind,
});
const errorLine: Observation = { kind: 'error-line', level: 'ERROR' };

describe('errors that nobody caught', () => {
  it.each<[string, string, Observation]>([
    [
      'Node',
      `${AT}\t${ID}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"x","stack":["TypeError: x"]}\n`,
      failed('TypeError', ID),
    ],
    [
      'Node in a traced function',
      `${AT}\t${ID}\tERROR\t[dd.trace_id=1 dd.span_id=2] Invoke Error \t{"errorType":"RangeError"}`,
      failed('RangeError', ID),
    ],
    [
      'Node during initialisation',
      `${AT}\tundefined\tERROR\tUncaught Exception \t{"errorType":"Runtime.UserCodeSyntaxError"}`,
      failed('Runtime.UserCodeSyntaxError'),
    ],
    [
      'Node, a rejected promise',
      `${AT}\t${ID}\tERROR\tUnhandled Promise Rejection \t{"errorType":"Runtime.UnhandledPromiseRejection"}`,
      failed('Runtime.UnhandledPromiseRejection', ID),
    ],
    [
      'Node, cut in the middle',
      `${AT}\t${ID}\tERROR\tInvoke Error \t{"errorType":"TypeError","stack":["a`,
      failed('TypeError', ID),
    ],
    [
      'Node 8',
      `${AT}\t${ID}\t{"errorMessage":"x","errorType":"ReferenceError","stackTrace":["y"]}`,
      failed('ReferenceError', ID),
    ],
    [
      'Node, JSON',
      JSON.stringify({
        timestamp: AT,
        level: 'ERROR',
        requestId: ID,
        message: 'Invoke Error Error: x\n at y',
        errorType: 'Error',
        errorMessage: 'x',
        stackTrace: [],
      }),
      failed('Error', ID),
    ],
    [
      'Python',
      '[ERROR] KeyError: \'user\'\nTraceback (most recent call last):\n\u00a0\u00a0File "/var/task/app.py", line 3',
      failed('KeyError'),
    ],
    [
      'Python without frames',
      "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'x'\rTraceback (most recent call last):\r",
      failed('Runtime.ImportModuleError'),
    ],
    [
      'Python, type of its own',
      '[ERROR] OutOfStock: sorry\nTraceback (most recent call last):\n',
      failed('OutOfStock'),
    ],
    ['Python, cut after the first line', '[ERROR] app.errors.PaymentError: declined', failed('PaymentError')],
    [
      'Python, an AWS client',
      '[ERROR] ClientError: An error occurred (AccessDenied) when calling the PutObject operation: no\nTraceback (most recent call last):',
      failed('AccessDenied'),
    ],
    ['Python, hunger', '[ERROR] MemoryError\rTraceback (most recent call last):', failed('OutOfMemory')],
    [
      'Python behind the warning',
      'LAMBDA_WARNING: Unhandled exception. See https://docs.aws.amazon.com/x.html\r[ERROR] KeyError: 1\rTraceback (most recent call last):',
      failed('KeyError'),
    ],
    [
      'Python, JSON',
      JSON.stringify({
        timestamp: AT,
        log_level: 'ERROR',
        errorMessage: 'x',
        errorType: 'NameError',
        requestId: '',
        stackTrace: [],
      }),
      failed('NameError'),
    ],
    [
      'Python, JSON behind the warning',
      `LAMBDA_WARNING: Unhandled exception. Long text.\r${JSON.stringify({ timestamp: AT, log_level: 'ERROR', errorMessage: 'x', errorType: 'ValueError', requestId: ID })}`,
      failed('ValueError', ID),
    ],
    [
      'Java',
      'no stock: java.lang.IllegalStateException\njava.lang.IllegalStateException: no stock\n\tat shop.Handler.handle(Handler.java:9)\n',
      failed('IllegalStateException'),
    ],
    [
      'Java in a container',
      'no: shop.Refused\rshop.Refused: no\r\tat shop.Handler.handle(Handler.java:9)\r',
      failed('Refused'),
    ],
    ['Java, hunger', 'Requested array size exceeds VM limit: java.lang.OutOfMemoryError', failed('OutOfMemory')],
    [
      'Java, JSON',
      JSON.stringify({
        timestamp: AT,
        message: 'a: java.io.IOException\njava.io.IOException: a\n\tat x',
        level: 'ERROR',
        AWSRequestId: ID,
      }),
      failed('IOException', ID),
    ],
    [
      '.NET',
      `${AT}\t${ID}\tfail\tSystem.InvalidOperationException: no\n   at Shop.Function.Handle(String input)\n`,
      failed('InvalidOperationException', ID),
    ],
    [
      '.NET with blanks',
      `${AT}    ${ID}    fail    System.OutOfMemoryException: no\n   at Shop.F()`,
      failed('OutOfMemory', ID),
    ],
    [
      'Ruby',
      'Error raised from handler method\n{\n  "errorMessage": "x",\n  "errorType": "Function<NoMethodError>",\n  "stackTrace": []\n}',
      failed('NoMethodError'),
    ],
    ['Go', '2026/01/06 21:00:03 {"errorMessage":"a \\"b\\"","errorType":"*errors.errorString"}', failed('errorString')],
    ['Go without date', '{"errorMessage":"x","errorType":"wrapError","stackTrace":[]}', failed('wrapError')],
    ['Rust', 'ERROR Lambda runtime invoke{requestId="x"}: user handler panicked', failed('Panic')],
    [
      'Node, hunger',
      '<--- JS stacktrace --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      failed('OutOfMemory'),
    ],
    ['Go, hunger', 'fatal error: runtime: out of memory', failed('OutOfMemory')],
    ['Ruby, hunger', "app.rb:3:in `x': failed to allocate memory (NoMemoryError)", failed('OutOfMemory')],
  ])('%s', (_what, message, expected) => {
    expect(firstOf(message)).toEqual(expected);
  });
});

describe('errors that were logged and survived', () => {
  it.each<[string, string]>([
    ['Node', `${AT}\t${ID}\tERROR\tcould not send the mail\n`],
    ['Node, an error object', `${AT}\t${ID}\tERROR\tTypeError: x\n    at f (/var/task/index.js:9:33)`],
    ['Python', `[ERROR]\t${AT}\t${ID}\tboom\nTraceback (most recent call last):\n  File "x"\nKeyError: 1`],
    [
      'Python, JSON',
      JSON.stringify({
        timestamp: AT,
        level: 'ERROR',
        message: 'm',
        errorType: 'Exception',
        errorMessage: 'x',
        requestId: ID,
      }),
    ],
    ['a text that looks like a type', '[ERROR] Database: connection lost'],
    ['.NET', `${AT}\t${ID}\tfail\tcould not reach the shop`],
    ['.NET, Powertools', `${AT}\t${ID}\tinfo\t{"Level":"Error","Message":"no","FunctionRequestId":"${ID}"}`],
    ['PowerShell', '[Error] - it went wrong'],
    ['Ruby', `E, [2026-01-06T21:00:03.123456 #8] ERROR ${ID} -- : no`],
    ['pino', JSON.stringify({ level: 50, msg: 'no' })],
    ['Rust tracing', JSON.stringify({ timestamp: AT, level: 'ERROR', fields: { message: 'no' }, target: 'shop' })],
    ['a logger with dashes', '2026-01-06 21:00:03,150 - ERROR - shop - no'],
  ])('%s', (_what, message) => {
    expect(firstOf(message)).toEqual(errorLine);
  });
});

describe('lines that are no errors', () => {
  it.each<[string, string, string | undefined]>([
    ['Node', `${AT}\t${ID}\tINFO\thello`, 'INFO'],
    [
      'an error object logged at INFO',
      JSON.stringify({
        timestamp: AT,
        level: 'INFO',
        requestId: ID,
        message: 'm',
        errorType: 'ReferenceError',
        errorMessage: 'x',
      }),
      'INFO',
    ],
    ['the words of the runtime at INFO', `${AT}\t${ID}\tINFO\tInvoke Error \t{"errorType":"X"}`, 'INFO'],
    [
      'a printed invoke payload',
      '{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: x Error: Runtime exited"}',
      undefined,
    ],
    [
      'a printed invoke payload, Go order',
      `{"errorMessage":"RequestId: ${ID} Error: x","errorType":"Runtime.ExitError"}`,
      undefined,
    ],
    ['Python', `[WARNING]\t${AT}\t${ID}\tslow`, 'WARN'],
    ['.NET JSON', JSON.stringify({ timestamp: AT, level: 'Information', message: 'm' }), 'INFO'],
    [
      'Java without level',
      JSON.stringify({ timestamp: AT, level: 'UNDEFINED', message: 'm', AWSRequestId: ID }),
      undefined,
    ],
    ['a template', '{{name}} has joined {{room}}', undefined],
    ['a Python dict', "{'level': 'ERROR'}", undefined],
    ['JSON that ends early', '{"level":"ERROR","message":"cut', undefined],
    [
      'a CloudTrail record that a function prints',
      JSON.stringify({ eventVersion: '1.08', eventSource: 's3.amazonaws.com' }),
      undefined,
    ],
    ['nothing', '', undefined],
  ])('%s', (_what, message, level) => {
    expect(firstOf(message)).toEqual({ kind: 'app-line', level });
  });

  it.each([
    '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"n"}]},"Sales":[1,2]}',
    `${AT}\t${ID}\tinfo\t{"_aws":{"CloudWatchMetrics":[]}}`,
  ])('skips the embedded metrics %s', (message) => {
    expect(firstOf(message)).toBe('embedded_metrics');
  });
});
