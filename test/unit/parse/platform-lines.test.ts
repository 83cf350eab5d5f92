import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../lib/core/parse/observation.ts';
import { parseLambdaLine } from '../../../lib/core/parse/parse-lambda-line.ts';

const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';
const figures = { durationUs: 12_340, billedMs: 13, memorySizeMb: 128, memoryUsedMb: 74 };
const reported = { kind: 'invocation-reported', requestId: ID, figures } as const;
const failed = (errorKind: string): Observation => ({ kind: 'invocation-failed', requestId: ID, errorKind });
const REPORT = `REPORT RequestId: ${ID}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB`;
const XRAY = 'XRAY TraceId: 1-5d9d007f-0a8c7fd02b480aed55ef0a1b\tSegmentId: 3d752a1b1bbe37e0\tSampled: true\t\n';

const observationsOf = (message: string) => {
  const parsed = parseLambdaLine(message);
  return 'observations' in parsed ? parsed.observations : parsed.skipped;
};

describe('text platform lines', () => {
  it.each<[string, string, readonly Observation[]]>([
    [
      'START',
      `START RequestId: ${ID} Version: $LATEST\n`,
      [{ kind: 'invocation-started', requestId: ID, version: '$LATEST' }],
    ],
    [
      'START of a version',
      `START RequestId: ${ID} Version: 42`,
      [{ kind: 'invocation-started', requestId: ID, version: '42' }],
    ],
    [
      'START without version',
      `START RequestId: ${ID}`,
      [{ kind: 'invocation-started', requestId: ID, version: undefined }],
    ],
    [
      'START escaped twice',
      `START RequestId: ${ID} Version: 7\\n`,
      [{ kind: 'invocation-started', requestId: ID, version: '7' }],
    ],
    ['END', `END RequestId: ${ID}\n`, [{ kind: 'invocation-ended', requestId: ID }]],
    ['REPORT', `${REPORT}\t\n`, [reported]],
    ['REPORT with blanks for tabs', REPORT.replaceAll('\t', '  '), [reported]],
    ['REPORT with written-out tabs', REPORT.replaceAll('\t', '\\t'), [reported]],
    ['REPORT with a blank before the tab', REPORT.replace('13 ms', '13 ms '), [reported]],
    ['REPORT with X-Ray on the next line', `${REPORT}\t\n${XRAY}`, [reported]],
    ['REPORT with X-Ray on the same line', `${REPORT}\t${XRAY}`, [reported]],
    [
      'REPORT in another order',
      `REPORT RequestId: ${ID}\tInit Duration: 0.12 ms\tMax Memory Used: 74 MB\tMemory Size: 128 MB\tBilled Duration: 13 ms\tDuration: 12.34 ms`,
      [{ ...reported, figures: { ...figures, initUs: 120 } }],
    ],
    [
      'REPORT of a cold start',
      `${REPORT}\tInit Duration: 166.62 ms\t\n`,
      [{ ...reported, figures: { ...figures, initUs: 166_620 } }],
    ],
    [
      'REPORT after a restore',
      `${REPORT}\tRestore Duration: 398.97 ms\tBilled Restore Duration: 182 ms\t\n`,
      [{ ...reported, figures: { ...figures, restoreUs: 398_970 } }],
    ],
    ['REPORT of a time-out', `${REPORT}\tStatus: timeout`, [reported, failed('Timeout')]],
    [
      'REPORT of a crash',
      `${REPORT}\tStatus: error\tError Type: Runtime.ExitError`,
      [reported, failed('Runtime.ExitError')],
    ],
    [
      'REPORT of hunger',
      `${REPORT}\tStatus: error\tError Type: Runtime.OutOfMemory`,
      [reported, failed('OutOfMemory')],
    ],
    ['REPORT of an unknown status', `${REPORT}\tStatus: vanished`, [reported, failed('Runtime.ExitError')]],
    ['REPORT of success', `${REPORT}\tStatus: success`, [reported]],
    ['old time-out line', `2026-01-06T21:00:03.150Z ${ID} Task timed out after 3.00 seconds\n\n`, [failed('Timeout')]],
    [
      'killed',
      `RequestId: ${ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
      [failed('Runtime.ExitError')],
    ],
    [
      'exited',
      `RequestId: ${ID} Error: Runtime exited without providing a reason\nRuntime.ExitError`,
      [failed('Runtime.ExitError')],
    ],
    [
      'exited hungry',
      `RequestId: ${ID} Error: Runtime exited with error: signal: killed\nRuntime.OutOfMemory`,
      [failed('OutOfMemory')],
    ],
    ['process exited', `RequestId: ${ID} Process exited before completing request\n`, [failed('Runtime.ExitError')]],
    [
      'INIT_START',
      'INIT_START Runtime Version: nodejs:22.v44\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:ab',
      [{ kind: 'init-started' }],
    ],
    [
      'INIT_REPORT of a failure',
      'INIT_REPORT Init Duration: 150.79 ms\tPhase: init\tStatus: error\tError Type: Runtime.UserCodeSyntaxError',
      [
        { kind: 'init-reported', durationUs: 150_790 },
        { kind: 'init-failed', phase: 'init', errorKind: 'Runtime.UserCodeSyntaxError' },
      ],
    ],
    [
      'INIT_REPORT of the second try',
      'INIT_REPORT Init Duration: 3003.83 ms   Phase: invoke   Status: timeout',
      [
        { kind: 'init-reported', durationUs: 3_003_830 },
        { kind: 'init-failed', phase: 'invoke', errorKind: 'Timeout' },
      ],
    ],
    [
      'RESTORE_START',
      'RESTORE_START Runtime Version: java:21.v3\tRuntime Version ARN: arn:x',
      [{ kind: 'init-started' }],
    ],
    [
      'RESTORE_REPORT',
      'RESTORE_REPORT Restore Duration: 315.26 ms\n',
      [{ kind: 'init-reported', durationUs: 315_260 }],
    ],
    ['EXTENSION', 'EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]', [{ kind: 'environment-event' }]],
    ['LOGS', 'LOGS\tName: agent\tState: Subscribed\tTypes: [Platform]', [{ kind: 'environment-event' }]],
    ['TELEMETRY', 'TELEMETRY Name: agent State: Subscribed Types: [Platform]', [{ kind: 'environment-event' }]],
    ['XRAY of its own', XRAY, [{ kind: 'environment-event' }]],
  ])('%s', (_what, message, expected) => {
    expect(observationsOf(message)).toEqual(expected);
  });

  it.each([
    ['a REPORT further in', `upstream said: ${REPORT}`],
    ['a REPORT behind a blank', ` ${REPORT}`],
    ['a REPORT without id', 'REPORT invalid report log line'],
    ['a START with a short id', 'START RequestId: 1234 Version: 1'],
    ['a START with a masked id', 'START RequestId: <uuid:2> Version: 1'],
    ['other words', `start RequestId: ${ID} Version: 1`],
    [
      "another function's time-out, from an invoke response",
      `RequestId: ${ID} Error: Task timed out after 3.00 seconds`,
    ],
    ['a time-out in the middle of a text', `see: 2026-01-06T21:00:03.150Z ${ID} Task timed out after 3.00 seconds`],
    ['an EXTENSION of other making', 'EXTENSION loaded'],
  ])('%s is a line of the function', (_what, message) => {
    expect(observationsOf(message)).toEqual([{ kind: 'app-line', level: undefined }]);
  });

  it.each([`REPORT RequestId: ${ID}\tMemory Size: 128 MB`, `REPORT RequestId: ${ID}\tDuration: 99999999999 ms`])(
    'counts %s as malformed',
    (message) => {
      expect(observationsOf(message)).toBe('platform_line_malformed');
    },
  );
});

const event = (type: string, record: unknown) => JSON.stringify({ time: '2026-01-06T21:00:00.000Z', type, record });

describe('JSON platform events', () => {
  const metrics = { durationMs: 12.34, billedDurationMs: 13, memorySizeMB: 128, maxMemoryUsedMB: 74 };

  it.each<[string, string, readonly Observation[]]>([
    [
      'start',
      event('platform.start', { requestId: ID, version: '8' }),
      [{ kind: 'invocation-started', requestId: ID, version: '8' }],
    ],
    ['end', event('platform.end', { requestId: ID }), [{ kind: 'invocation-ended', requestId: ID }]],
    [
      'runtimeDone',
      event('platform.runtimeDone', { requestId: ID, status: 'success' }),
      [{ kind: 'invocation-ended', requestId: ID }],
    ],
    [
      'runtimeDone of a time-out',
      event('platform.runtimeDone', { requestId: ID, status: 'timeout', metrics: { durationMs: 5_001.182 } }),
      [{ kind: 'invocation-ended', requestId: ID }, failed('Timeout')],
    ],
    ['report', event('platform.report', { requestId: ID, status: 'success', metrics }), [reported]],
    ['report without status', event('platform.report', { metrics, requestId: ID }), [reported]],
    [
      'report of a cold start',
      event('platform.report', { requestId: ID, metrics: { ...metrics, initDurationMs: 985.413 } }),
      [{ ...reported, figures: { ...figures, initUs: 985_413 } }],
    ],
    [
      'report of Managed Instances',
      event('platform.report', { requestId: ID, metrics: { durationMs: 2.524 }, spans: [] }),
      [{ kind: 'invocation-reported', requestId: ID, figures: { durationUs: 2_524 } }],
    ],
    [
      'report of a failure',
      event('platform.report', { requestId: ID, status: 'error', errorType: 'Runtime.ExitError', metrics }),
      [reported, failed('Runtime.ExitError')],
    ],
    [
      'fault',
      event('platform.fault', `RequestId: ${ID} Process exited before completing request`),
      [failed('Runtime.ExitError')],
    ],
    [
      'initStart',
      event('platform.initStart', { initializationType: 'on-demand', phase: 'init' }),
      [{ kind: 'init-started' }],
    ],
    [
      'initReport of a failure',
      event('platform.initReport', {
        phase: 'init',
        status: 'error',
        errorType: 'Runtime.Unknown',
        metrics: { durationMs: 1.5 },
      }),
      [
        { kind: 'init-reported', durationUs: 1_500 },
        { kind: 'init-failed', phase: 'init', errorKind: 'Runtime.Unknown' },
      ],
    ],
    ['restoreStart', event('platform.restoreStart', {}), [{ kind: 'init-started' }]],
    [
      'restoreRuntimeDone',
      event('platform.restoreRuntimeDone', { status: 'success' }),
      [{ kind: 'environment-event' }],
    ],
    [
      'extension',
      event('platform.extension', { name: 'x', state: 'Ready', events: [] }),
      [{ kind: 'environment-event' }],
    ],
    [
      'logsDropped',
      event('platform.logsDropped', { droppedRecords: 123, droppedBytes: 9 }),
      [{ kind: 'logs-dropped', records: 123 }],
    ],
    ['invokeSummary', event('platform.invokeSummary', {}), [{ kind: 'web-function-line' }]],
    [
      'a record behind an extension line without newline',
      `[agent] ready${event('platform.start', { requestId: ID, version: '8' })}`,
      [{ kind: 'invocation-started', requestId: ID, version: '8' }],
    ],
  ])('%s', (_what, message, expected) => {
    expect(observationsOf(message)).toEqual(expected);
  });

  it.each([
    ['platform_event_unknown', event('platform.brandNew', {})],
    ['platform_line_malformed', event('platform.report', { requestId: ID })],
    ['platform_line_malformed', event('platform.start', {})],
    ['platform_line_malformed', event('platform.start', 'text')],
    ['platform_line_malformed', event('platform.fault', 'text')],
  ])('counts as %s: %s', (reason, message) => {
    expect(observationsOf(message)).toBe(reason);
  });
});
