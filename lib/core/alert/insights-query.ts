import type { Evidence } from '../detect/verdict.ts';
import { factsOf } from './evidence-sentence.ts';
import { insightsString } from './insights-string.ts';

const FIELDS = 'fields @timestamp, @logStream, @message';
const LATEST = '| sort @timestamp desc | limit 200';
const ANY_ERROR = '| filter @message like /(?i)error|exception|fatal|timed out|status: timeout/';

const filterOnNames = (names: readonly string[], otherwise: string): string => {
  const strings = names
    .map(insightsString)
    .filter((text) => text !== undefined)
    .slice(0, 3);
  if (strings.length === 0) return otherwise;
  return `| filter ${strings.map((text) => `@message like ${text}`).join(' or ')}`;
};

/** Without port, as hosts and ports are logged in many ways. */
const hostOf = (destination: string): string => destination.replace(/:[0-9]{1,5}$/, '');

/** The query that shows what an alert is about: text log format and JSON log format alike. */
export const insightsQuery = (evidence: Evidence): string => {
  switch (evidence.signal) {
    case 'errors':
    case 'new-error': {
      const names = factsOf(evidence, 'error-kind').map((fact) => fact.name);
      return [FIELDS, filterOnNames(names, ANY_ERROR), LATEST].join('\n');
    }
    case 'outbound': {
      const names = factsOf(evidence, 'destination').map((fact) => hostOf(fact.name));
      return [FIELDS, filterOnNames(names, '| filter @message like /https?:/'), LATEST].join('\n');
    }
    case 'timeouts':
      return [FIELDS, '| filter @message like /Task timed out|[Ss]tatus.{1,4}timeout/', LATEST].join('\n');
    case 'duration':
    case 'memory':
    case 'cold-starts':
      return [
        'fields @timestamp, @requestId, @duration, @initDuration, @maxMemoryUsed / 1000000 as usedMb',
        '| filter @type = "REPORT"',
        evidence.signal === 'memory' ? '| sort usedMb desc | limit 200' : '| sort @duration desc | limit 200',
      ].join('\n');
    case 'invocations':
      return [
        'filter @type = "START" or @message like "platform.start"',
        '| stats count(*) as invocations by bin(1m)',
      ].join('\n');
    case 'api-calls':
      return [FIELDS, LATEST].join('\n');
  }
};

/** A filter pattern takes a quoted text of letters, digits and harmless signs; what is left out of one is not searched. */
const patternOf = (names: readonly string[], otherwise: string): string => {
  const strings = names
    .map(insightsString)
    .filter((text) => text !== undefined)
    .slice(0, 3);
  return strings.length === 0 ? otherwise : strings.map((text) => `?${text}`).join(' ');
};

const ANY_ERROR_PATTERN = '?ERROR ?Error ?Exception ?FATAL ?"Task timed out"';

/** The filter pattern of CloudWatch Logs for lines that show what an alert is about. */
export const evidenceSearch = (evidence: Evidence): string => {
  switch (evidence.signal) {
    case 'errors':
    case 'new-error':
      return patternOf(
        factsOf(evidence, 'error-kind').map((fact) => fact.name),
        ANY_ERROR_PATTERN,
      );
    case 'outbound':
      return patternOf(
        factsOf(evidence, 'destination').map((fact) => hostOf(fact.name)),
        '?"http://" ?"https://"',
      );
    case 'timeouts':
      return '?"Task timed out" ?"timeout"';
    case 'duration':
    case 'memory':
      return '?"REPORT RequestId" ?"platform.report"';
    case 'cold-starts':
      return '?"Init Duration" ?"platform.initReport"';
    case 'invocations':
    case 'api-calls':
      return ANY_ERROR_PATTERN;
  }
};
