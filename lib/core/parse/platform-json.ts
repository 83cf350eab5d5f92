import { EXIT_KIND } from './error-kind.ts';
import { fieldOf, isJsonObject, type JsonObject, textFieldOf } from './json-object.ts';
import type { Observation, ReportFigures } from './observation.ts';
import type { ParsedLine } from './parse-lambda-line.ts';
import { failureKind, figureOf, reportFiguresOf, usOf } from './report-fields.ts';
import { REQUEST_ID_LENGTH, requestIdAt } from './request-id.ts';
import { MAX_MB, MAX_MS } from './vocabulary.ts';

const MALFORMED: ParsedLine = { skipped: 'platform_line_malformed' };
const UNKNOWN: ParsedLine = { skipped: 'platform_event_unknown' };
const ENVIRONMENT_EVENT: ParsedLine = { observations: [{ kind: 'environment-event' }] };
const WEB_FUNCTION_LINE: ParsedLine = { observations: [{ kind: 'web-function-line' }] };
/** Ids of the newer kinds of function are not UUIDs. */
const LONGEST_ID = 128;

type RecordParser = (record: JsonObject) => ParsedLine;

const one = (observation: Observation): ParsedLine => ({ observations: [observation] });

const requestIdOf = (record: JsonObject): string | undefined => {
  const id = textFieldOf(record, 'requestId');
  return id !== undefined && id.length <= LONGEST_ID ? id : undefined;
};

/** A status other than `success` is a failure, even one that is not known yet; no status at all is a success. */
const failureKindOf = (record: JsonObject): string | undefined => {
  const status = textFieldOf(record, 'status');
  if (status === undefined || status === 'success') return undefined;
  return failureKind(status, textFieldOf(record, 'errorType'));
};

const metricsOf = (record: JsonObject): JsonObject => {
  const metrics = fieldOf(record, 'metrics');
  return isJsonObject(metrics) ? metrics : {};
};

const msOf = (metrics: JsonObject, name: string): number | undefined => figureOf(fieldOf(metrics, name), MAX_MS);

const figuresOf = (metrics: JsonObject): ReportFigures | undefined =>
  reportFiguresOf({
    durationMs: msOf(metrics, 'durationMs'),
    billedMs: msOf(metrics, 'billedDurationMs'),
    memorySizeMb: figureOf(fieldOf(metrics, 'memorySizeMB'), MAX_MB),
    memoryUsedMb: figureOf(fieldOf(metrics, 'maxMemoryUsedMB'), MAX_MB),
    initMs: msOf(metrics, 'initDurationMs'),
    restoreMs: msOf(metrics, 'restoreDurationMs'),
  });

const parseStart: RecordParser = (record) => {
  const requestId = requestIdOf(record);
  if (requestId === undefined) return MALFORMED;
  return one({ kind: 'invocation-started', requestId, version: textFieldOf(record, 'version')?.slice(0, 32) });
};

const parseEnd: RecordParser = (record) => {
  const requestId = requestIdOf(record);
  if (requestId === undefined) return MALFORMED;
  const ended: Observation = { kind: 'invocation-ended', requestId };
  const errorKind = failureKindOf(record);
  if (errorKind === undefined) return one(ended);
  return { observations: [ended, { kind: 'invocation-failed', requestId, errorKind }] };
};

const parseReport: RecordParser = (record) => {
  const requestId = requestIdOf(record);
  const figures = figuresOf(metricsOf(record));
  if (requestId === undefined || figures === undefined) return MALFORMED;
  const reported: Observation = { kind: 'invocation-reported', requestId, figures };
  const errorKind = failureKindOf(record);
  if (errorKind === undefined) return one(reported);
  return { observations: [reported, { kind: 'invocation-failed', requestId, errorKind }] };
};

const parseInitReport: RecordParser = (record) => {
  const durationUs = usOf(msOf(metricsOf(record), 'durationMs'));
  const reported: Observation =
    durationUs === undefined ? { kind: 'environment-event' } : { kind: 'init-reported', durationUs };
  const errorKind = failureKindOf(record);
  if (errorKind === undefined) return one(reported);
  const phase = textFieldOf(record, 'phase') === 'invoke' ? 'invoke' : 'init';
  return { observations: [reported, { kind: 'init-failed', phase, errorKind }] };
};

const parseLogsDropped: RecordParser = (record) => {
  const dropped = fieldOf(record, 'droppedRecords');
  const records = typeof dropped === 'number' && dropped >= 0 ? Math.min(Math.floor(dropped), 1e12) : 0;
  return one({ kind: 'logs-dropped', records });
};

const initStarted: RecordParser = () => one({ kind: 'init-started' });
const environmentEvent: RecordParser = () => ENVIRONMENT_EVENT;
const webFunctionLine: RecordParser = () => WEB_FUNCTION_LINE;

const PARSERS: ReadonlyMap<string, RecordParser> = new Map<string, RecordParser>([
  ['platform.start', parseStart],
  ['platform.end', parseEnd],
  ['platform.runtimeDone', parseEnd],
  ['platform.report', parseReport],
  ['platform.initStart', initStarted],
  ['platform.initRuntimeDone', environmentEvent],
  ['platform.initReport', parseInitReport],
  ['platform.restoreStart', initStarted],
  ['platform.restoreRuntimeDone', environmentEvent],
  ['platform.restoreReport', parseInitReport],
  ['platform.extension', environmentEvent],
  ['platform.telemetrySubscription', environmentEvent],
  ['platform.logsSubscription', environmentEvent],
  ['platform.logsDropped', parseLogsDropped],
  ['platform.invokeStart', webFunctionLine],
  ['platform.invokeSummary', webFunctionLine],
  ['platform.invokeReport', webFunctionLine],
  ['platform.spinDownStart', webFunctionLine],
  ['platform.spinDownReport', webFunctionLine],
  ['platform.requestComplete', webFunctionLine],
]);

/** `{"time","type":"platform.…","record"}`; `undefined` for objects of any other shape. */
export const parsePlatformJson = (object: JsonObject): ParsedLine | undefined => {
  const type = textFieldOf(object, 'type');
  if (type === undefined || !type.startsWith('platform.') || !Object.hasOwn(object, 'record')) return undefined;
  const record = fieldOf(object, 'record');
  if (type === 'platform.fault') return parseFault(record);
  const parse = PARSERS.get(type);
  if (parse === undefined) return UNKNOWN;
  return isJsonObject(record) ? parse(record) : MALFORMED;
};

/** The record is text: `RequestId: <id> Process exited before completing request`. */
const parseFault = (record: unknown): ParsedLine => {
  const prefix = 'RequestId: ';
  if (typeof record !== 'string' || !record.startsWith(prefix)) return MALFORMED;
  const requestId = requestIdAt(record, prefix.length);
  if (requestId === undefined) return MALFORMED;
  const timedOut = record.startsWith(' Task timed out', prefix.length + REQUEST_ID_LENGTH);
  return one({
    kind: 'invocation-failed',
    requestId,
    errorKind: timedOut ? failureKind('timeout', undefined) : EXIT_KIND,
  });
};
