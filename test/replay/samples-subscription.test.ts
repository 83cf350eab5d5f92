import { describe, expect, it } from 'vitest';
import { type DecodedPayload, decodeJsonText, decodePayload } from '../../lib/core/decode/decode-payload.ts';
import type { Result } from '../../lib/core/result.ts';
import { foldSeparately, totalsOf } from '../support/fold-counts.ts';
import { readSample, sampleFiles, samplesDir } from '../support/samples.ts';

const FOLDER = 'subscription';

/** Every `data` text inside a Lambda, Kinesis or Firehose event. */
const dataTexts = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'data' in value && typeof value.data === 'string' ? [value.data] : [];
  return [...own, ...Object.values(value).flatMap(dataTexts)];
};

const decodeSample = (file: string): readonly Result<DecodedPayload, { readonly code: string }>[] => {
  const text = readSample(FOLDER, file);
  if (!text.includes('"data"')) return [decodeJsonText(text)];
  return dataTexts(JSON.parse(text)).map((data) => decodePayload(data));
};

const summaryOf = (file: string) => {
  const decoded = decodeSample(file);
  const values = decoded.flatMap((result) => (result.ok ? [result.value] : []));
  const { table, tally } = foldSeparately(values.flatMap(({ batches }) => batches));
  return {
    refused: decoded.flatMap((result) => (result.ok ? [] : [result.problem.code])),
    events: tally.events,
    skippedOnReading: Object.fromEntries(values.flatMap(({ skippedEvents }) => [...skippedEvents])),
    skipped: Object.fromEntries(tally.skipped),
    sources: Object.fromEntries(tally.sources),
    functions: [...new Set([...table].map(({ functionId }) => functionId))],
  };
};

describe.skipIf(samplesDir === undefined)('real subscription payloads', () => {
  it.each(sampleFiles(FOLDER))('%s is decoded or refused, without a crash', (file) => {
    const { refused, events, skippedOnReading } = summaryOf(file);
    expect(refused.length + events + Object.keys(skippedOnReading).length).toBeGreaterThan(0);
  });

  it('reads all 50 envelopes of a busy stream that is no function', () => {
    const file = 'SumoLogic-sumologic-aws-lambda__cwlfixtures.json';
    expect(summaryOf(file)).toMatchObject({
      refused: [],
      events: 4_954,
      skipped: { unrecognised: 4_954 },
      functions: [],
    });
  });

  it('takes the function from the stream in a customised log group', () => {
    const file = 'DataDog-datadog-serverless-functions__cloudwatch_customized_log_group_lambda_invocation.json';
    expect(summaryOf(file).functions).toEqual(['601427279990/eu-west-1/test-customized-loggroup']);
  });

  it('skips an event stamped in seconds', () => {
    const file = 'DataDog-datadog-serverless-functions__tests-events-cloudwatch_logs_2.json';
    expect(summaryOf(file)).toMatchObject({ events: 0, skippedOnReading: { timestamp_invalid: 1 } });
  });

  it('reads CloudTrail records', () => {
    const file = 'DataDog-datadog-serverless-functions__cloudwatch_log_cloudtrail.json';
    expect(summaryOf(file)).toMatchObject({ events: 4, skipped: {}, sources: { cloudtrail: 4 } });
  });

  it('reads two payloads that were joined', () => {
    expect(summaryOf('opentelemetry-collector-contrib__multiple_json_objects.json').events).toBe(2);
  });

  it('counts a control message apart', () => {
    const file = 'opentelemetry-collector-contrib__valid_cloudwatch_log_control.json';
    expect(summaryOf(file)).toMatchObject({ events: 0, skippedOnReading: { control_message: 1 } });
  });

  it('refuses what Firehose carries for others', () => {
    expect(summaryOf('powertools-lambda-typescript__kinesis-firehose.json').refused).toEqual([
      'decode.not_gzip',
      'decode.not_gzip',
    ]);
  });

  it('counts the doubly escaped time-out once', () => {
    const file = 'DataDog-datadog-serverless-functions__cloudwatch_log_timeout.json';
    const decoded = decodeSample(file).flatMap((result) => (result.ok ? result.value.batches : []));
    const [counts] = totalsOf(foldSeparately(decoded).table).values();
    expect(counts).toMatchObject({ invocations: 1, errors: 1, timeouts: 1, coldStarts: 1, durationMsSum: 3_003.16 });
  });
});
