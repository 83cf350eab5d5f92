import { wordsOfLevel } from './level-words.ts';

/** Ascending. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const satisfies readonly LogLevel[];

const BY_WORD: ReadonlyMap<string, LogLevel> = new Map(
  LEVELS.flatMap((level) => wordsOfLevel(level).map((word) => [word, level])),
);

const LONGEST_LEVEL = 11;

/** Level of a word as runtimes and loggers write it, in any case; `undefined` for every other text. */
export const logLevelOf = (word: string): LogLevel | undefined =>
  word.length <= LONGEST_LEVEL ? BY_WORD.get(word.toUpperCase()) : undefined;

/** Level of the number that pino and bunyan write: 10 trace … 60 fatal, anything between rounded down. */
export const logLevelOfNumber = (value: number): LogLevel | undefined => {
  if (!(value >= 10 && value < 70)) return undefined;
  return LEVELS[Math.floor(value / 10) - 1];
};

export const isErrorLevel = (level: LogLevel | undefined): level is 'ERROR' | 'FATAL' =>
  level === 'ERROR' || level === 'FATAL';
