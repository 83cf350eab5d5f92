// Words, names and limits that parser and scanner share, in a file of their own: whoever needs the scanner alone carries
// no parser.

/** How platform records begin. */
export const PLATFORM_RECORD = '{"time":"';

/** Every platform line that has no time in front begins with one of these. */
export const PLATFORM_BEGINNINGS = [
  ...['START ', 'END ', 'REPORT ', 'RequestId: ', 'INIT_', 'RESTORE_', 'XRAY '],
  ...['EXTENSION', 'LOGS', 'TELEMETRY'],
] as const;

/** Python puts a hint about runtime updates in front of an uncaught error, in the same event. */
export const WARNING_PREFIX = 'LAMBDA_WARNING: ';

export const TIMED_OUT_WORDS = ' Task timed out after ';

/** A day in milliseconds, far above what any invocation may last: larger figures are not measurements. */
export const MAX_MS = 86_400_000;
/** Above the largest memory a function can have. */
export const MAX_MB = 1_000_000;

/** Fields that a level is read from. */
export const LEVEL_FIELDS = ['level', 'log_level', 'Level', 'severity', 'levelname', 'log.level', '@l'] as const;

/** How deep in a JSON line, and among how many of its values, destinations are looked for. */
export const MAX_DEPTH = 6;
export const MAX_NODES = 512;

/** Fields that hold the host called, in lower case: SDK errors, HTTP clients, OpenTelemetry's conventions. */
export const HOST_FIELDS: ReadonlySet<string> = new Set(
  [
    'host hostname url uri endpoint baseurl address remote_host remotehost target_host',
    'server.address http.url url.full http.host net.peer.name peer.service peer.hostname out.host',
  ].flatMap((line) => line.split(' ')),
);

/** What came in with a request: these name the caller and ourselves, not whom we call. */
export const INBOUND_FIELDS: ReadonlySet<string> = new Set(
  [
    'headers multivalueheaders requestcontext identity referer referrer origin user-agent useragent',
    'stack stacktrace stack_trace location caller',
  ].flatMap((line) => line.split(' ')),
);

/** Error messages in which the name of a host stands bare, by client library. */
export const HOST_CUES: readonly string[] = [
  // Node's dns and net
  'ENOTFOUND ',
  'EAI_AGAIN ',
  'ECONNREFUSED ',
  'ECONNRESET ',
  'ETIMEDOUT ',
  'EHOSTUNREACH ',
  'ENETUNREACH ',
  'Inaccessible host: `',
  // Java
  'UnknownHostException: ',
  'Connect to ',
  'Failed to connect to ',
  // Go
  'dial tcp ',
  'dial tcp: lookup ',
  'dial udp: lookup ',
  // Ruby, .NET, libpq
  'open TCP connection to ',
  'Name or service not known (',
  'Connection refused (',
  'connection to server at "',
  'could not translate host name "',
];

/** urllib3's, behind which the host stands. */
export const POOL_WORDS = "ConnectionPool(host='";

export const RUBY_WORDS = ['Error raised from handler method', 'Critical exception from handler'] as const;
export const PANIC = 'user handler panicked';
export const JAVA_OUT_OF_MEMORY = 'java.lang.OutOfMemoryError';
export const NODE_DEATH = 'FATAL ERROR: ';
export const RUBY_DEATH = 'failed to allocate memory (NoMemoryError)';
export const LAST_WORDS = [
  'fatal error: runtime: out of memory',
  'runtime: out of memory: ',
  'Terminating due to java.lang.OutOfMemoryError',
  'Unhandled exception. System.OutOfMemoryException',
] as const;

/**
 * One of these stands in every line of which `parseLambdaLine` makes more than an application line with the URLs in it,
 * unless a level, a field or its beginning says so, or it goes on over several lines without a runtime's prefix.
 */
export const TELLING_WORDS: readonly string[] = [
  ...HOST_CUES,
  POOL_WORDS,
  ...RUBY_WORDS,
  ...LAST_WORDS,
  ...[PANIC, JAVA_OUT_OF_MEMORY, NODE_DEATH, RUBY_DEATH, TIMED_OUT_WORDS],
];
