import { existsSync, readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../core/result.ts';
import type { ConfigProblem } from './config-problem.ts';

/** Where a configuration is looked for when none is named. */
export const CONFIG_FILE = 'nightjar.config.json';

/** The JSON value in a configuration file, not yet checked. */
export const readConfigFile = (path: string): Result<unknown, readonly ConfigProblem[]> => {
  if (!existsSync(path)) return fail([fileProblem(path, 'no file', 'create it, or name another one')]);
  try {
    return ok(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail([fileProblem(path, `a file that cannot be read (${reason})`, 'correct the JSON')]);
  }
};

const fileProblem = (path: string, given: string, remedy: string): ConfigProblem => ({
  code: 'config.not_allowed',
  path,
  given,
  allowed: 'a JSON file with an object in it',
  remedy,
});
