import { gzipSync } from 'node:zlib';
import type { Random } from '../../bench/fleet/random.ts';

/** Filter that most of the payloads came through. */
export const FUZZ_FILTER = 'nightjar';

const AT = Date.UTC(2026, 0, 6, 21, 0);
const IDS = [
  '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d',
  '01234567-89ab-cdef-0123-456789abcdef',
  'XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX',
];

const item = <Item>(random: Random, items: readonly Item[], otherwise: Item): Item =>
  items[random.integer(0, items.length - 1)] ?? otherwise;

const joined = (random: Random, pieces: readonly string[], most: number): string =>
  Array.from({ length: random.integer(0, most) }, () => item(random, pieces, '')).join('');

/** What parsers look for, whole, cut and misplaced. */
const FRAGMENTS = [
  ...[
    'START RequestId: ',
    'END RequestId: ',
    'REPORT RequestId: ',
    'RequestId: ',
    ' Version: $LATEST',
    ' Version: 12',
    '.PUBLISHED',
  ],
  ...[
    '\tDuration: 12.34 ms',
    '\tBilled Duration: 13 ms',
    '\tMemory Size: 128 MB',
    '\tMax Memory Used: 74 MB\t',
    'Init Duration: 5.00 ms\t',
  ],
  ...[
    '\nXRAY TraceId: 1-2-3\tSegmentId: ab\tSampled: true',
    '\tStatus: timeout',
    '\tStatus: error\tError Type: Runtime.ExitError',
    'INIT_START Runtime Version: x',
  ],
  ...[
    'INIT_REPORT Init Duration: 9.00 ms\tPhase: init\tStatus: error',
    'RESTORE_REPORT Restore Duration: 3 ms',
    'XRAY TraceId: 1',
    'LOGS\tName: a\tState: b',
  ],
  ...[
    ' Task timed out after 3.00 seconds',
    ' Error: Runtime exited with error: signal: killed\nRuntime.ExitError',
    'LAMBDA_WARNING: x\r',
    'XXXX-XX-XX XX:XX:XX.XXX\t',
  ],
  ...[
    '2026-01-06T21:00:03.150Z',
    '2026/01/06 21:00:00 ',
    '2026-01-06 21:00:03,150 - ERROR - ',
    'I, [2026-01-06T21:00:00.1 #9]  ERROR ',
    '[dd.trace_id=1] ',
    '12:00',
  ],
  ...[
    '\t',
    '  ',
    ' ',
    '\r',
    '\n',
    '\n\n',
    '\u0000',
    '\u001b[31m',
    '\u007f',
    '\u00a0',
    '\ufeff',
    'é',
    '東京',
    '😀',
    '\ud800',
    '\udc00',
    '\u2028',
  ],
  ...[
    '\tINFO\t',
    '\tERROR\t',
    '\twarn\t',
    '\tFATAL\t',
    '[INFO]\t',
    '[ERROR] ',
    '[WARN] ',
    '[Error] - ',
    'undefined',
    'INFO',
    'error',
    'ALERT',
  ],
  ...[
    'Invoke Error ',
    'Uncaught Exception ',
    'KeyError: x\nTraceback (most recent call last):\n',
    'user handler panicked',
    'Error raised from handler method\n',
  ],
  ...[
    'oops: com.shop.BadStateException\ncom.shop.BadStateException: oops',
    'x: java.lang.OutOfMemoryError',
    'FATAL ERROR: heap JavaScript heap out of memory',
    'runtime: out of memory: ',
  ],
  ...[
    'https://api.example.com/a',
    'http://203.0.113.7:4444/x',
    'HTTPS://Api.Example.COM:443',
    'postgres://u:p@db.example.org:5432/x',
    '://',
    '//',
    'http:\\/\\/esc.example.com',
    'nhttps://b.example',
  ],
  ...[
    'https://münchen.example',
    'https://[::1]/',
    'https://[2001:db8::1]:8443',
    'xmlns="http://www.w3.org/x"',
    "xmlns:a='http://ns.example/1'",
    'http://s3.amazonaws.com/doc/2006-03-01/',
    'https://docs.aws.amazon.com/x',
    'https://a.example:99999/',
  ],
  ...[
    'getaddrinfo ENOTFOUND db.example.com',
    'ECONNREFUSED 10.0.0.1:5432',
    "HTTPSConnectionPool(host='api.example.com', port=443)",
    'connection to server at "10.1.1.1"',
    'Connect to a.example.com',
    'dial tcp: lookup x.example.com',
    'Inaccessible host: `q.example.com`',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '/',
    '\\"',
    '\\n',
    '\\u0041',
    '{"errorMessage":"x","errorType":"Boom"}',
    '{"time":"',
    '"type":"platform.start"',
  ],
  ...[
    'plain words of a line',
    'x',
    '',
    'Starting up',
    'Error',
    'Received',
    'Initialised',
    'Logs of today',
    'Time is 5',
  ],
] as const;

const VALUES = [
  ...[
    'INFO',
    'info',
    'ERROR',
    'error',
    'CRıT',
    'UNDEFINED',
    'x',
    'https://api.example.com/v1',
    'api.example.com',
    'http://10.0.0.1:3333',
    '10.0.0.1',
    '/path/only',
    'a.b/c',
    'platform.start',
  ],
  ...[
    10,
    30,
    50,
    55.5,
    5,
    1e3,
    -1,
    true,
    null,
    {},
    [],
    ['b.example.com'],
    { level: 'ERROR' },
    { url: 'https://deep.example.com' },
    { a: { b: { c: { d: { e: { f: { g: 'https://deeper.example.com' } } } } } } },
  ],
  ...[
    'Invoke Error {"errorType":"X"}',
    'a\nb',
    'a\thttps://tab.example.com',
    'nhttps://n.example.com',
    'line\nhttps://n2.example.com',
    '{"level":"ERROR"}',
    'say "https://quoted.example.com"',
    'http:\\/\\/esc2.example.com',
    'ENOTFOUND q.example.com',
    '😀',
    '\u0000',
  ],
  { CloudWatchMetrics: [] },
] as const;

const NAMES = [
  ...[
    'level',
    'Level',
    'log_level',
    'severity',
    'levelname',
    'log.level',
    '@l',
    'message',
    'msg',
    'timestamp',
    'time',
    'requestId',
    'type',
    'record',
    'errorType',
    'errorMessage',
    '_aws',
  ],
  ...[
    'host',
    'Host',
    'HOSTNAME',
    'hostname',
    'url',
    'URL',
    'uri',
    'endpoint',
    'port',
    'pid',
    'headers',
    'origin',
    'stack',
    'server.address',
    'peer.service',
    '__proto__',
    'constructor',
    'AWSRequestId',
    'a"b',
    'a//b',
    'é',
    'k',
    'nested',
    'https://key.example.com',
  ],
] as const;

const jsonLine = (random: Random): string => {
  const fields = Array.from({ length: random.integer(0, 6) }, () => {
    const value = item<unknown>(random, VALUES, 'x');
    const colon = random.chance(0.9) ? ':' : item(random, [' : ', ': ', ' :'], ':');
    return `${JSON.stringify(item<string>(random, NAMES, 'a'))}${colon}${JSON.stringify(value)}`;
  });
  return `{${fields.join(random.chance(0.9) ? ',' : ', ')}}`;
};

const platformJson = (random: Random): string => {
  const id = item(random, IDS, '');
  const metrics = {
    durationMs: item<unknown>(random, [12.345, 0, 1e9, '5', -1, 0.0001, 5000.0], 1),
    ...(random.chance(0.8) && {
      billedDurationMs: 13,
      memorySizeMB: 128,
      maxMemoryUsedMB: item<unknown>(random, [74, null, 1e7], 1),
    }),
    ...(random.chance(0.2) && { initDurationMs: 99.5 }),
    ...(random.chance(0.1) && { restoreDurationMs: 99.5, odd: 1 }),
  };
  const record = {
    ...(random.chance(0.95) && { requestId: id }),
    ...(random.chance(0.3) && { version: item(random, ['$LATEST', '7', '', 'x'.repeat(40), 'é'], '') }),
    ...(random.chance(0.1) && { functionArn: 'arn:aws:lambda:eu-west-1:1:function:x' }),
    ...(random.chance(0.6) && { metrics }),
    ...(random.chance(0.2) && { tracing: { spanId: 'a', type: 'X-Amzn-Trace-Id', value: 'Root=1' } }),
    ...(random.chance(0.4) && { status: item(random, ['success', 'timeout', 'failure', 'successful'], '') }),
    ...(random.chance(0.05) && { spans: [] }),
  };
  const type = item(
    random,
    ['start', 'report', 'report', 'runtimeDone', 'initStart', 'fault', 'logsDropped', 'new'],
    '',
  );
  const text = JSON.stringify({ time: '2026-01-06T21:00:03.150Z', type: `platform.${type}`, record });
  if (random.chance(0.1)) return text.replace('12.345', item(random, ['012', '1.', '.5', '1e2', '12.3456789012'], ''));
  return random.chance(0.1) ? `extension says ${text}` : text;
};

const textPlatform = (random: Random): string => {
  const id = item(random, IDS, '');
  const duration = item(random, ['128.83', '0.00', '99999999999.99', '012.50', '1.1234567', '3000'], '');
  return item(
    random,
    [
      `START RequestId: ${id} Version: ${item(random, ['$LATEST', '$LATEST.PUBLISHED', '12', '12345678901', 'x'], '')}${item(random, ['\n', '', ' x'], '')}`,
      `END RequestId: ${id}${item(random, ['\n', '', 'a', '\n\n'], '')}`,
      `REPORT RequestId: ${id}\tDuration: ${duration} ms\tBilled Duration: 129 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\t${joined(random, ['\n', 'Init Duration: 1.50 ms\t', 'Status: timeout\t', '\nXRAY TraceId: 1-ab\tSegmentId: 12\tSampled: true\t\n', 'Duration: 5.00 ms'], 3)}`,
      `2026-01-06T21:00:03.150Z ${id} Task timed out after 3.00 seconds\n\n`,
      `${item(random, ['[INFO]\t2026-01-06T21:00:03.150Z', '2026-01-06T21:00:03.150Z'], '')}\t${id}\t${item(random, ['INFO\t', 'ERROR\t', 'Info\t', 'iNFO\t', ''], '')}${random.chance(0.4) ? jsonLine(random) : joined(random, FRAGMENTS, 4)}${item(random, ['\n', ''], '')}`,
    ],
    '',
  );
};

export const hostileMessage = (random: Random): string => {
  const kind = random.next();
  if (kind < 0.3) return textPlatform(random);
  if (kind < 0.5) return jsonLine(random);
  if (kind < 0.6) return platformJson(random);
  if (kind < 0.65) return `${item(random, ['[INFO] ', '[WARN] ', ' '], '')}${jsonLine(random)}`;
  return joined(random, FRAGMENTS, 7);
};

const hostileEvent = (random: Random): unknown => {
  const id = item(
    random,
    ['37891234567890123456789012345678901234567890123456789012', '1', '', 'a"b', '12\\', 'é'],
    '',
  );
  const timestamp = random.chance(0.95)
    ? AT + random.integer(0, 150_000)
    : item<unknown>(random, [AT / 1_000, String(AT), AT + 0.5, 1e15, null, 4.2e12], 0);
  const message = random.chance(0.98) ? hostileMessage(random) : item<unknown>(random, [['m'], { m: 1 }, null, 5], 0);
  const plain = random.chance(0.9) ? '37891234567890123456789012345678901234567890123456789012' : id;
  const shape = random.next();
  if (shape < 0.9) return { id: plain, timestamp, message };
  if (shape < 0.93) return { timestamp, id: plain, message };
  if (shape < 0.95)
    return {
      id: plain,
      timestamp,
      message,
      extractedFields: { '@aws.account': '444455556666', '@aws.region': 'eu-central-1', a: '}' },
    };
  if (shape < 0.97) return { id: plain, timestamp, message, more: [1, { a: '"]}' }] };
  return item<unknown>(random, [null, {}, 5, 'text', [], { id: plain, message }, { id: plain, timestamp }], null);
};

/** Encoders differ in what they escape. */
const serialise = (random: Random, value: unknown): string => {
  const style = random.next();
  if (style < 0.8) return JSON.stringify(value);
  if (style < 0.86) return JSON.stringify(value).replaceAll('/', '\\/');
  if (style < 0.92) {
    return JSON.stringify(value).replace(
      /[^\x20-\x7e]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  return style < 0.96 ? JSON.stringify(value, null, 2) : JSON.stringify(value).replace(/e(?=[a-z ]*")/, '\\u0065');
};

const hostilePayload = (random: Random): unknown => {
  const stream = item(random, ['2026/01/06/[$LATEST]', '2026/01/06/[7]', '2026/01/06/other[7]', 'stranger'], '');
  const events = Array.from({ length: random.integer(0, 9) }, () => hostileEvent(random));
  const frame = {
    messageType: random.chance(0.97) ? 'DATA_MESSAGE' : item(random, ['CONTROL_MESSAGE', 'OTHER'], ''),
    owner: random.chance(0.97) ? '111122223333' : item<unknown>(random, ['CloudwatchLogs', 5, 'a/b'], ''),
    logGroup: random.chance(0.9)
      ? '/aws/lambda/shop'
      : item(
          random,
          ['/aws/lambda/web/x', '/aws/lambda-insights', '/custom/"quoted"', '/nightjar/own', 'é', '/x"logEvents":['],
          '',
        ),
    logStream: `${stream}${'a'.repeat(32)}`,
    subscriptionFilters: random.chance(0.9)
      ? [FUZZ_FILTER]
      : item<unknown>(random, [['other'], [], ['other', FUZZ_FILTER], null, [5, FUZZ_FILTER]], []),
    ...(random.chance(0.1) && { policyLevel: 'ACCOUNT_LEVEL_POLICY' }),
    ...(random.chance(0.05) && { added: { later: ['"logEvents":['] } }),
    logEvents: random.chance(0.99) ? events : item<unknown>(random, [null, {}, 'x'], null),
    ...(random.chance(0.04) && { trailing: 1 }),
  };
  if (random.chance(0.03)) return Object.fromEntries(Object.entries(frame).reverse());
  return random.chance(0.01) ? item<unknown>(random, [{ Records: [] }, [], 'x', null], null) : frame;
};

/** Text that is nearly what it was: JSON that is none, bytes that are no UTF-8. */
const damagedText = (random: Random, bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  for (let count = random.integer(1, 3); count > 0 && copy.length > 0; count--) {
    const byte = random.chance(0.5)
      ? random.integer(0, 255)
      : item(random, [0, 0x0a, 0x22, 0x5c, 0x2f, 0x7b, 0x7d, 0x80, 0xc3, 0xed, 0xff], 0);
    copy[random.integer(0, copy.length - 1)] = byte;
  }
  return copy;
};

const hostileText = (random: Random): Buffer => {
  const text = serialise(random, hostilePayload(random));
  const shape = random.next();
  if (shape < 0.85) return Buffer.from(text);
  if (shape < 0.95) return damagedText(random, Buffer.from(text));
  if (shape < 0.96) return Buffer.from(text.slice(0, random.integer(0, text.length)));
  if (shape < 0.97) return Buffer.from(`\ufeff${text}`);
  if (shape < 0.98) return Buffer.from(`${text}${item(random, ['\n', ' ', '}', 'x', '\u0000'], '')}`);
  return Buffer.from(`${text}${item(random, ['', ' ', '\n'], '')}${serialise(random, hostilePayload(random))}`);
};

/** One delivery's data: base64 of gzip of a payload, or of something that resembles it. */
export const hostileDelivery = (random: Random): string => {
  const zipped = gzipSync(hostileText(random), { level: 1 });
  const shape = random.next();
  if (shape < 0.9) return zipped.toString('base64');
  if (shape < 0.92) return zipped.subarray(0, random.integer(0, zipped.length)).toString('base64');
  if (shape < 0.94) return damagedText(random, zipped).toString('base64');
  if (shape < 0.96) return Buffer.concat([zipped, gzipSync(hostileText(random))]).toString('base64');
  if (shape < 0.97)
    return Buffer.concat([
      zipped,
      Buffer.from(item(random, ['\u0000', '\u0000\u0000\u0000', 'x', '\u001f'], '')),
    ]).toString('base64');
  const text = zipped.toString('base64');
  return item(
    random,
    [
      ` ${text}\n`,
      text.replace(/=+$/, ''),
      text.replace('A', '!'),
      text.replaceAll('+', '-').replaceAll('/', '_'),
      `${text}=`,
      `${text.slice(0, 8)}=${text.slice(9)}`,
      text.slice(1),
    ],
    '',
  );
};
