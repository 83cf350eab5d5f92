import { type EpochMs, epochMs, isoOf } from '../../../core/units.ts';
import { billedMs, type LineWriter } from './log-lines.ts';
import { RUNTIME_VERSIONS, runtimeVersionArn } from './runtime-version.ts';

const BYTES_PER_MB = 1_048_576;

const platform = (at: EpochMs, type: string, record: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ time: isoOf(at), type: `platform.${type}`, record });

/** Python's logger stamps whole seconds. */
const wholeSeconds = (at: EpochMs): string => isoOf(epochMs(at - (at % 1_000))).replace('.000Z', 'Z');

/** Lambda's JSON format at the default system log level, with the keys of each runtime's own logger. */
export const jsonWriter: LineWriter = {
  initStart: ({ key, runtime, memorySizeMb }, { version, logStream }, at) =>
    platform(at, 'initStart', {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: RUNTIME_VERSIONS[runtime],
      runtimeVersionArn: runtimeVersionArn(runtime),
      functionName: key.name,
      functionVersion: version,
      instanceId: logStream,
      instanceMaxMemory: memorySizeMb * BYTES_PER_MB,
    }),

  start: ({ key }, { requestId, version, startedAt }) =>
    platform(startedAt, 'start', {
      requestId,
      functionArn: `arn:aws:lambda:${key.region}:${key.account}:function:${key.name}`,
      version,
    }),

  information: ({ runtime }, { requestId }, at, text) => {
    switch (runtime) {
      case 'nodejs':
        return JSON.stringify({ timestamp: isoOf(at), level: 'INFO', requestId, message: text });
      case 'python':
        return JSON.stringify({ timestamp: wholeSeconds(at), level: 'INFO', message: text, logger: 'root', requestId });
      case 'java':
        return JSON.stringify({ timestamp: isoOf(at), level: 'INFO', message: text, AWSRequestId: requestId });
    }
  },

  uncaught: ({ runtime }, { requestId, endedAt }, { errorType, message }) => {
    switch (runtime) {
      case 'nodejs': {
        const stackTrace = [`${errorType}: ${message}`, '    at Runtime.handler (file:///var/task/index.mjs:41:13)'];
        return JSON.stringify({
          timestamp: isoOf(endedAt),
          level: 'ERROR',
          requestId,
          message: `Invoke Error ${stackTrace.join('\n')}`,
          errorType,
          errorMessage: message,
          stackTrace,
        });
      }
      case 'python':
        return JSON.stringify({
          timestamp: wholeSeconds(endedAt),
          log_level: 'ERROR',
          errorMessage: message,
          errorType,
          requestId,
          stackTrace: ['  File "/var/task/app.py", line 31, in handler\n    return process(event)\n'],
        });
      case 'java':
        return JSON.stringify({
          timestamp: isoOf(endedAt),
          level: 'ERROR',
          message: `${message}: ${errorType}\n${errorType}: ${message}\n\tat com.example.Handler.handleRequest(Handler.java:57)\n`,
          AWSRequestId: requestId,
        });
    }
  },

  end: ({ memorySizeMb }, invocation) => {
    const { requestId, endedAt, durationMs, initMs, memoryUsedMb, outcome } = invocation;
    const metrics = {
      durationMs,
      billedDurationMs: billedMs(invocation),
      memorySizeMB: memorySizeMb,
      maxMemoryUsedMB: memoryUsedMb,
      ...(initMs === null ? {} : { initDurationMs: initMs }),
    };
    // A reported exception is a success to the platform: only crashes and timeouts show in the status.
    if (outcome.kind !== 'timeout') return [platform(endedAt, 'report', { requestId, metrics, status: 'success' })];
    return [
      platform(endedAt, 'runtimeDone', { requestId, status: 'timeout', metrics: { durationMs } }),
      platform(endedAt, 'report', { requestId, metrics, status: 'timeout' }),
    ];
  },
};
