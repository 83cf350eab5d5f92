import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJsonText, decodePayload } from '../../lib/core/decode/decode-payload.ts';
import { splitJoinedJson } from '../../lib/core/decode/split-joined-json.ts';
import { summaryOfRecord } from '../../lib/core/fold/window-record.ts';
import { errorKindOf } from '../../lib/core/parse/error-kind.ts';
import { parseLambdaLine } from '../../lib/core/parse/parse-lambda-line.ts';
import { recogniseContent } from '../../lib/core/parse/recognise-content.ts';
import { ownerOfStream } from '../../lib/core/parse/stream-owner.ts';

/** Text made of the pieces that parsers look for, in every wrong order, and of anything else. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'START RequestId: ',
        'REPORT RequestId: ',
        'END ',
        'INIT_REPORT Init Duration: ',
        ' Task timed out after ',
      ),
      fc.constantFrom(
        '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d',
        '\tDuration: 1.5 ms',
        '\tStatus: error',
        ' Version: $LATEST',
      ),
      fc.constantFrom(
        '2026-01-06T21:00:03.150Z',
        '\t',
        '  ',
        '\r',
        '\n',
        '[ERROR]',
        'LAMBDA_WARNING: ',
        'Invoke Error ',
        'fail',
      ),
      fc.constantFrom(
        '{',
        '}',
        '"',
        ':',
        ',',
        '{"errorType":"',
        '"level":"ERROR"',
        '"_aws":{"CloudWatchMetrics":[]}',
        '\\',
      ),
      fc.constantFrom(
        '{"type":"platform.report","record":{"requestId":"x","metrics":{"durationMs":',
        '__proto__',
        'constructor',
      ),
      fc.constantFrom(
        'https://',
        '://',
        '@',
        '[::1]',
        'xn--',
        'ENOTFOUND ',
        "ConnectionPool(host='",
        '.example.com',
        ':99999',
      ),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));

const total = (parse: (text: string) => unknown) =>
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.string({ unit: 'binary' }), fc.json()), (text) => {
      parse(text);
    }),
    { numRuns: 1_500 },
  );

describe('parsers are total', () => {
  it('parseLambdaLine answers any text', () => total(parseLambdaLine));
  it('recogniseContent answers any text', () => total(recogniseContent));
  it('errorKindOf answers any text', () => total(errorKindOf));
  it('decodePayload answers any text', () => total((text) => decodePayload(text)));
  it('decodeJsonText answers any text', () => total(decodeJsonText));
  it('ownerOfStream answers any two names', () =>
    total((text) => [ownerOfStream(text, text), ownerOfStream('/aws/lambda/f', text)]));
  it('decodePayload answers any bytes behind the magic ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodePayload(Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), bytes]).toString('base64'));
        expect(decoded.ok).toBe(false);
      }),
    );
  });
  it('summaryOfRecord answers any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void summaryOfRecord(value, 1)));
  });
});

describe('parsers never let a log reach a prototype', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is only a name', (name) => {
    const line = `{"level":"ERROR","${name}":{"polluted":true},"message":{"${name}":"https://${name}.example.com"}}`;
    parseLambdaLine(line);
    parseLambdaLine(`{"type":"platform.${name}","record":{}}`);
    parseLambdaLine(`{"type":"${name}","record":{}}`);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});

describe('splitJoinedJson', () => {
  it('cuts joined objects exactly where they were joined', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(objects, fc.constantFrom('', ' ', '\n'), (values, glue) => {
        const texts = values.map((value) => JSON.stringify(value));
        expect([...splitJoinedJson(texts.join(glue))]).toEqual(texts);
      }),
    );
  });
});
