import { describe, expect, it } from 'vitest';
import { type ContentKind, recogniseContent } from '../../../lib/core/parse/recognise-content.ts';

const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';

describe('recogniseContent', () => {
  it.each<[ContentKind, string]>([
    ['lambda-platform', '{"type":"platform.start","record":{"requestId":"x"}}'],
    ['lambda-platform', `START RequestId: ${ID} Version: 1`],
    ['cloudtrail', '{"eventVersion":"1.08","eventSource":"s3.amazonaws.com"}'],
    ['cloudtrail', '{"eventVersion":"1.11","eventType":"AwsCloudTrailInsight"}'],
    ['cloudtrail', '{"Records":[{"eventVersion":"1.08","eventSource":"sts.amazonaws.com"}]}'],
    ['unrecognised', '{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3"}]}'],
    ['unrecognised', '{"Records":[{"EventVersion":"1.0","EventSource":"aws:sns"}]}'],
    ['dns', '{"version":"1.100000","query_name":"a.example.com.","rcode":"NOERROR"}'],
    ['span', '{"traceId":"a","spanId":"b","startTimeUnixNano":1753228558420999936}'],
    ['embedded-metrics', '{"_aws":{"CloudWatchMetrics":[]}}'],
    ['lambda-app', '{"level":"INFO","message":"x"}'],
    ['vpc-flow', '2 111122223333 eni-0a1b2c3d 10.0.0.1 203.0.113.9 49152 443 6 10 840 1767733200 1767733260 ACCEPT OK'],
    ['vpc-flow', '2 111122223333 eni-0a1b2c3d - - - - - - - 1767733200 1767733260 - NODATA'],
    ['vpc-flow', 'version account-id interface-id srcaddr dstaddr srcport'],
    ['unrecognised', 'the interface eni-0a1b2c3d was seen 3 times today'],
    ['unrecognised', ' {{template}} '],
    ['unrecognised', ''],
  ])('%s: %s', (kind, message) => {
    expect(recogniseContent(message)).toBe(kind);
  });
});
