import { gzipSync } from 'node:zlib';
import type { Random } from '../../bench/fleet/random.ts';
import { FRAGMENTS, NAMES, VALUES } from './hostile-fragments.ts';

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
      `${item(random, ['2026/01/06 21:00:00', '2026/01/06 21:00:00.123456', '2026/01/06 21:0:00'], '')} ${random.chance(0.4) ? jsonLine(random) : joined(random, FRAGMENTS, 4)}`,
      `I, [2026-01-06T21:00:00.1${item(random, ['', '23456', 'é'], '')} #${item(random, ['9', '12345678901'], '')}]  ${item(random, ['INFO', ' INFO', 'ERROR', 'Info', 'WARN'], '')} ${item(random, [id, '-- ', '"'], '')} -- : ${random.chance(0.4) ? jsonLine(random) : joined(random, FRAGMENTS, 4)}`,
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
  if (shape < 0.95) {
    const region = item(random, ['eu-central-1', 'us-east-1', 'x', ''], '');
    const extractedFields = { '@aws.account': item(random, ['444455556666', '1', 'a'], ''), '@aws.region': region };
    const event = { id: plain, timestamp, message };
    return { ...event, extractedFields: random.chance(0.8) ? extractedFields : { ...extractedFields, a: '}' } };
  }
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

/** Of a log stream: the environment's id as Lambda writes it, or nearly so. */
const environment = (random: Random): string => {
  if (random.chance(0.7)) return 'a'.repeat(32);
  const digits = item(random, ['0123456789abcdef', 'aZ-9', 'a_', 'a]', 'a['], '').padEnd(
    item(random, [1, 2, 5, 5], 5),
    'b',
  );
  const length = item(random, [15, 16, 32, 32, 63, 64, 65, 200], 32);
  const id = digits.repeat(200).slice(0, length);
  return random.chance(0.7) ? id : `${item(random, ['[', ''], '')}${id}${item(random, [']', ']]', ''], '')}`;
};

const hostilePayload = (random: Random): unknown => {
  const stream = random.chance(0.7)
    ? item(random, ['2026/01/06/[$LATEST]', '2026/01/06/[7]', '2026/01/06/other[7]'], '')
    : item(
        random,
        ['2026/01/06/[8]', `2026/01/06/${'o'.repeat(64)}[7]`, '2026/01/06/o]ther[7]', '2026/01/6/[7]', 'stranger', ''],
        '',
      );
  const events = Array.from({ length: random.integer(0, 9) }, () => hostileEvent(random));
  const frame = {
    messageType: random.chance(0.97) ? 'DATA_MESSAGE' : item(random, ['CONTROL_MESSAGE', 'OTHER'], ''),
    owner: random.chance(0.97) ? '111122223333' : item<unknown>(random, ['CloudwatchLogs', 5, 'a/b'], ''),
    logGroup: random.chance(0.9)
      ? item(random, ['/aws/lambda/shop', '/aws/lambda/ship'], '')
      : item(
          random,
          [
            '/aws/lambda/web/x',
            '/aws/lambda-insights',
            '/custom/shop',
            `/custom/${'g'.repeat(160)}`,
            '/custom/"quoted"',
            '/nightjar/own',
            'é',
            '/x"logEvents":[',
          ],
          '',
        ),
    logStream: `${stream}${environment(random)}`,
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
