/** Ascending. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** Spellings of loggers and runtimes, upper case: .NET's text format abbreviates to four letters. */
const LEVELS: ReadonlyMap<string, LogLevel> = new Map<string, LogLevel>([
  ['TRACE', 'TRACE'],
  ['TRCE', 'TRACE'],
  ['VERBOSE', 'TRACE'],
  ['DEBUG', 'DEBUG'],
  ['DBUG', 'DEBUG'],
  ['INFO', 'INFO'],
  ['INFORMATION', 'INFO'],
  ['NOTICE', 'INFO'],
  ['WARN', 'WARN'],
  ['WARNING', 'WARN'],
  ['ERROR', 'ERROR'],
  ['ERR', 'ERROR'],
  ['FAIL', 'ERROR'],
  ['SEVERE', 'ERROR'],
  ['FATAL', 'FATAL'],
  ['CRITICAL', 'FATAL'],
  ['CRIT', 'FATAL'],
  ['EMERGENCY', 'FATAL'],
  ['ALERT', 'FATAL'],
  ['PANIC', 'FATAL'],
]);

/** Words for levels below ERROR, upper case. */
export const harmlessLevelWords = (): readonly string[] =>
  [...LEVELS].filter(([, level]) => !isErrorLevel(level)).map(([word]) => word);

const LONGEST_LEVEL = 11;

/** Level of a word as runtimes and loggers write it, in any case; `undefined` for every other text. */
export const logLevelOf = (word: string): LogLevel | undefined =>
  word.length <= LONGEST_LEVEL ? LEVELS.get(word.toUpperCase()) : undefined;

/** Level of the number that pino and bunyan write: 10 trace … 60 fatal, anything between rounded down. */
export const logLevelOfNumber = (value: number): LogLevel | undefined => {
  if (!(value >= 10 && value < 70)) return undefined;
  return (['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const)[Math.floor(value / 10) - 1];
};

export const isErrorLevel = (level: LogLevel | undefined): level is 'ERROR' | 'FATAL' =>
  level === 'ERROR' || level === 'FATAL';
