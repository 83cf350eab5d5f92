import type { LogLevel } from './log-level.ts';

/** Spellings of loggers and runtimes, upper case: .NET's text format abbreviates to four letters. */
const SPELLINGS: Readonly<Record<LogLevel, string>> = {
  TRACE: 'TRACE TRCE VERBOSE',
  DEBUG: 'DEBUG DBUG',
  INFO: 'INFO INFORMATION NOTICE',
  WARN: 'WARN WARNING',
  ERROR: 'ERROR ERR FAIL SEVERE',
  FATAL: 'FATAL CRITICAL CRIT EMERGENCY ALERT PANIC',
};

/** Words for a level, upper case. */
export const wordsOfLevel = (level: LogLevel): readonly string[] => SPELLINGS[level].split(' ');

/** Words for levels below ERROR, upper case. */
export const harmlessLevelWords = (): readonly string[] =>
  (['TRACE', 'DEBUG', 'INFO', 'WARN'] as const).flatMap(wordsOfLevel);
