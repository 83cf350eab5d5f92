import { isoOf } from '../../../core/units.ts';
import { billedMs, type LineWriter } from './log-lines.ts';
import { RUNTIME_VERSIONS, runtimeVersionArn } from './runtime-version.ts';

const NO_BREAK_SPACE = '\u00a0';

const fileName = (activity: string): string => activity.replaceAll(/[^a-z]+/gi, '_').toLowerCase();

/** Lambda's text format: platform lines, and application lines as each runtime's logger prints them. */
export const textWriter: LineWriter = {
  initStart: ({ runtime }) =>
    `INIT_START Runtime Version: ${RUNTIME_VERSIONS[runtime]}\tRuntime Version ARN: ${runtimeVersionArn(runtime)}\n`,

  start: (_profile, { requestId, version }) => `START RequestId: ${requestId} Version: ${version}\n`,

  information: ({ runtime }, { requestId }, at, text) => {
    switch (runtime) {
      case 'nodejs':
        return `${isoOf(at)}\t${requestId}\tINFO\t${text}\n`;
      case 'python':
        return `[INFO]\t${isoOf(at)}\t${requestId}\t${text}\n`;
      case 'java':
        // Log4j's pattern of the aws-lambda-java-log4j2 documentation.
        return `${isoOf(at).slice(0, 19).replace('T', ' ')} ${requestId} INFO  Handler - ${text}\n`;
    }
  },

  uncaught: ({ runtime, activity }, { requestId, endedAt }, { errorType, message }) => {
    const file = fileName(activity);
    switch (runtime) {
      case 'nodejs': {
        const stack = [`${errorType}: ${message}`, `    at Runtime.handler (file:///var/task/${file}.mjs:41:13)`];
        const error = JSON.stringify({ errorType, errorMessage: message, stack });
        return `${isoOf(endedAt)}\t${requestId}\tERROR\tInvoke Error \t${error}\n`;
      }
      case 'python': {
        const frames = [`  File "/var/task/${file}.py", line 31, in handler`, '    return process(event)'];
        const indented = frames.map((frame) => frame.replace(/^ +/, (blanks) => NO_BREAK_SPACE.repeat(blanks.length)));
        return `[ERROR] ${errorType}: ${message}\nTraceback (most recent call last):\n${indented.join('\n')}\n`;
      }
      case 'java':
        return `${message}: ${errorType}\n${errorType}: ${message}\n\tat com.example.${file}.Handler.handleRequest(Handler.java:57)\n`;
    }
  },

  end: ({ memorySizeMb }, invocation) => {
    const { requestId, durationMs, memoryUsedMb, initMs, outcome } = invocation;
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedMs(invocation)} ms`,
      `Memory Size: ${memorySizeMb} MB`,
      `Max Memory Used: ${memoryUsedMb} MB`,
    ];
    if (initMs !== null) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
    if (outcome.kind === 'timeout') fields.push('Status: timeout');
    return [`END RequestId: ${requestId}\n`, `${fields.join('\t')}\t\n`];
  },
};
