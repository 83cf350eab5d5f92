import { opendir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import { fileMistake } from './file-mistake.ts';

/** One file to read. */
export interface InputFile {
  readonly path: string;
  /** Given by name, so that it must be readable; files met in a folder may turn out to be something else. */
  readonly named: boolean;
  readonly sizeBytes: number;
}

/** Left by the export to S3 to prove that it may write. */
const EXPORT_TEST_FILE = 'aws-logs-write-test';

/**
 * The files behind the operands: folders are walked, links followed, hidden files left out. Each file once, however
 * often it was given, ordered by path, so that the order of the operands means nothing.
 */
export const findInputs = async (operands: readonly string[]): Promise<InputFile[]> => {
  const found = new Map<string, InputFile>();
  for (const operand of operands) {
    const before = found.size;
    if (await walk(operand, true, found, new Set())) continue;
    if (found.size === before && !(await wasFoundBefore(operand, found))) {
      throw new UserMistake(`no log files in directory ${quoted(operand)}`, 'name a file or a folder that holds logs');
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
};

/** Adds what lies at `path`; tells whether that is a file. */
const walk = async (
  path: string,
  named: boolean,
  found: Map<string, InputFile>,
  foldersSeen: Set<string>,
): Promise<boolean> => {
  try {
    const facts = await stat(path);
    const real = await realpath(path);
    if (!facts.isDirectory()) {
      const readable = facts.isFile() || (named && (facts.isFIFO() || facts.isCharacterDevice()));
      if (readable) addFile(found, real, { path, named, sizeBytes: facts.size });
      else if (named)
        throw new UserMistake(`${quoted(path)} is neither a file nor a folder`, 'name a log file or a folder');
      return true;
    }
    if (foldersSeen.has(real)) return false;
    foldersSeen.add(real);
    for await (const item of await opendir(path)) {
      if (item.name.startsWith('.') || item.name === EXPORT_TEST_FILE) continue;
      await walk(join(path, item.name), false, found, foldersSeen);
    }
    return false;
  } catch (error) {
    if (!named && isDanglingLink(error)) return true;
    throw fileMistake(path, error);
  }
};

const addFile = (found: Map<string, InputFile>, real: string, file: InputFile): void => {
  const known = found.get(real);
  if (known === undefined) found.set(real, file);
  else if (file.named || file.path < known.path) found.set(real, { ...file, named: file.named || known.named });
};

const wasFoundBefore = async (folder: string, found: ReadonlyMap<string, InputFile>): Promise<boolean> => {
  const prefix = join(await realpath(folder), '/');
  return [...found.keys()].some((path) => path.startsWith(prefix));
};

const isDanglingLink = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
