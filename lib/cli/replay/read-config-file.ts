import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Config, type ListConfig, parseConfig } from '../../config/config.ts';
import { describeConfigProblem } from '../../config/config-problem.ts';
import { loadLists } from '../../config/load-lists.ts';
import type { DestinationLists } from '../../core/detect/destination-lists.ts';
import { fileMistake } from '../input/file-mistake.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';

/** Reads and checks `nightjar.config.json`; every problem of it becomes part of one message. */
export const readConfigFile = async (path: string): Promise<Config> => {
  const parsed = parseConfig(parseJson(path, await readText(path)));
  if (parsed.ok) return parsed.value;
  throw new UserMistake(`config ${quoted(path)}: ${parsed.problem.map(describeConfigProblem).join(' · ')}`, '');
};

/** Reads the lists of a configuration, whose files are found relative to it. */
export const readLists = async (
  lists: readonly ListConfig[],
  configPath: string | undefined,
): Promise<DestinationLists> => {
  const loaded = await loadLists(lists, configPath === undefined ? '.' : dirname(configPath));
  if (loaded.ok) return loaded.value;
  const where = quoted(configPath ?? '');
  throw new UserMistake(`config ${where}: ${loaded.problem.map(describeConfigProblem).join(' · ')}`, '');
};

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileMistake(path, error);
  }
};

const parseJson = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be parsed';
    throw new UserMistake(`config ${quoted(path)} is not JSON: ${why}`, 'correct it at that place');
  }
};
