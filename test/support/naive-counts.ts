import type { LogBatch } from '../../lib/core/decode/log-batch.ts';

/** Totals as a person would establish them: the whole file in memory, one invocation after the other. */
export interface NaiveCounts {
  invocations: number;
  reports: number;
  errors: number;
  timeouts: number;
  coldStarts: number;
  durationMsSum: number;
}

interface Invocation {
  started: boolean;
  reported: boolean;
  failed: boolean;
  timedOut: boolean;
  lastAt: number;
}

const ID = '[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}';
const START = new RegExp(`^START RequestId: (${ID}) Version`);
const END = new RegExp(`^END RequestId: (${ID})`);
const REPORT = new RegExp(`^REPORT RequestId: (${ID})(?:\\s|\\\\t)+(.*Duration: .*)`, 's');
const TIMEOUT = new RegExp(`^\\S+Z\\s+(${ID}) Task timed out after`);
const EXIT = new RegExp(`^RequestId: (${ID}) (?:Error: Runtime exited|Process exited before)`);
const NODE = new RegExp(
  `^[^\\t]+\\t(?:(${ID}|undefined)\\t)?ERROR\\t(?:\\[dd[^\\]]*\\] )?(?:Invoke Error|Uncaught Exception|Unhandled Promise)`,
);
const WITH_ID_OOM = /heap out of memory/;
const NO_ID = [
  /^\[ERROR\] [A-Za-z_.]+(?:Error|Exception|Exit)\b/,
  /^fatal error: runtime: out of memory/,
  /^FATAL ERROR: .*heap out of memory/,
  /: java\.lang\.OutOfMemoryError/,
  /failed to allocate memory \(NoMemoryError\)/,
];

/**
 * A second, independent count of one stream's events, deliberately simple: regular expressions over the whole file, no
 * merging, no limits. Only for streams that serve one request at a time.
 */
export const naiveCountsOf = (batch: LogBatch): NaiveCounts => {
  const counts: NaiveCounts = { invocations: 0, reports: 0, errors: 0, timeouts: 0, coldStarts: 0, durationMsSum: 0 };
  const latest = new Map<string, Invocation>();
  const all: Invocation[] = [];
  const looseFailures: { at: number; timedOut: boolean; duringInit: boolean }[] = [];
  let open: Invocation | undefined;
  const invocation = (id: string, at: number, isFresh: (known: Invocation) => boolean): Invocation => {
    const known = latest.get(id);
    if (known !== undefined && !isFresh(known)) {
      known.lastAt = at;
      return known;
    }
    const made = { started: false, reported: false, failed: false, timedOut: false, lastAt: at };
    latest.set(id, made);
    all.push(made);
    return made;
  };
  const fail = (id: string | undefined, at: number, timedOut = false): void => {
    const whose = id === undefined ? open : invocation(id, at, (known) => known.reported && at - known.lastAt > 30_000);
    if (whose === undefined) {
      looseFailures.push({ at, timedOut, duringInit: false });
      return;
    }
    whose.failed = true;
    whose.timedOut ||= timedOut;
  };
  for (const { message, timestamp } of batch.events) {
    const text = message.trimEnd();
    const json = text.startsWith('{') ? tryJson(text) : undefined;
    const start = START.exec(text)?.[1] ?? platform(json, 'platform.start')?.requestId;
    const report = REPORT.exec(text);
    const jsonReport = platform(json, 'platform.report');
    if (start !== undefined) {
      open = invocation(start, timestamp, (known) => known.started);
      open.started = true;
    } else if (report?.[1] !== undefined || jsonReport !== undefined) {
      const whose = invocation(report?.[1] ?? jsonReport?.requestId ?? '', timestamp, (known) => known.reported);
      whose.reported = true;
      counts.reports++;
      const fields = report?.[2] ?? '';
      const duration = /(?:^|\s|t)Duration: ([\d.]+)/.exec(
        fields.replace(/(?:Billed|Init|Restore) (?:Restore )?Duration/g, 'x'),
      );
      counts.durationMsSum += jsonReport?.metrics?.durationMs ?? Number(duration?.[1] ?? 0);
      const isCold =
        /(?:Init|Restore) Duration/.test(fields) ||
        jsonReport?.metrics?.initDurationMs !== undefined ||
        jsonReport?.metrics?.restoreDurationMs !== undefined;
      if (isCold) counts.coldStarts++;
      const status = jsonReport?.status ?? /Status: (\w+)/.exec(fields)?.[1] ?? 'success';
      if (status !== 'success') whose.failed = true;
      if (status === 'timeout') whose.timedOut = true;
      if (open === whose) open = undefined;
    } else if (END.test(text)) {
      // Says nothing that REPORT does not say.
    } else if (platform(json, 'platform.runtimeDone') !== undefined) {
      const done = platform(json, 'platform.runtimeDone');
      if (done?.status !== undefined && done.status !== 'success')
        fail(done.requestId, timestamp, done.status === 'timeout');
    } else if (TIMEOUT.test(text)) fail(TIMEOUT.exec(text)?.[1], timestamp, true);
    else if (EXIT.test(text)) fail(EXIT.exec(text)?.[1], timestamp);
    else if (/"type":"platform.fault"/.test(text)) fail(new RegExp(ID).exec(text)?.[0], timestamp);
    else if (/^INIT_REPORT .*Phase: init\s+Status: (?:error|timeout)/.test(text)) {
      for (const loose of looseFailures) loose.duringInit ||= timestamp - loose.at <= 2_000;
    } else if (/^INIT_REPORT .*Phase: invoke\s+Status: /.test(text))
      fail(undefined, timestamp, /Status: timeout/.test(text));
    else if (NODE.test(text)) fail(idOf(NODE.exec(text)?.[1]), timestamp);
    else if (/^[^{]*\{?.*"log_level": ?"ERROR".*"errorType"/.test(text)) fail(undefined, timestamp);
    else if (NO_ID.some((shape) => shape.test(text)) || (WITH_ID_OOM.test(text) && /FATAL ERROR/.test(text)))
      fail(undefined, timestamp);
  }
  counts.invocations = all.filter((known) => known.started || known.reported).length;
  const loose = looseFailures.filter((failure) => !failure.duringInit && !belongsToLater(failure, all));
  counts.errors = all.filter((known) => known.failed).length + loose.length;
  counts.timeouts = all.filter((known) => known.timedOut).length + loose.filter((failure) => failure.timedOut).length;
  return counts;
};

/** A loose failure just before an invocation that failed too is that one's. */
const belongsToLater = (failure: { at: number }, all: readonly Invocation[]): boolean =>
  all.some((known) => known.failed && known.lastAt >= failure.at && known.lastAt - failure.at <= 10_000);

const idOf = (text: string | undefined): string | undefined => (text === 'undefined' ? undefined : text);

interface PlatformRecord {
  readonly requestId?: string;
  readonly status?: string;
  readonly metrics?: {
    readonly durationMs?: number;
    readonly initDurationMs?: number;
    readonly restoreDurationMs?: number;
  };
}

const tryJson = (text: string): { readonly type?: string; readonly record?: PlatformRecord } | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const platform = (
  json: { readonly type?: string; readonly record?: PlatformRecord } | undefined,
  type: string,
): PlatformRecord | undefined => (json?.type === type ? json.record : undefined);
