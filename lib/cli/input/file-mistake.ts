import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';

/** What the operating system or zlib refused, as something a person can act on; other errors come back unchanged. */
export const fileMistake = (path: string, error: unknown): unknown => {
  if (error instanceof UserMistake || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
      return new UserMistake(`${quoted(path)} does not exist`, 'check the path');
    case 'ENOTDIR':
      return new UserMistake(`${quoted(path)} does not exist`, 'a part of the path is a file, not a folder');
    case 'EACCES':
    case 'EPERM':
      return new UserMistake(`no permission to read ${quoted(path)}`, 'change its mode or run as its owner');
    case 'ELOOP':
      return new UserMistake(`${quoted(path)} is a link that leads to itself`, 'name the file it should lead to');
    case 'EMFILE':
      return new UserMistake(`too many open files at ${quoted(path)}`, 'raise the limit with ulimit -n');
    case 'ENOSPC':
      return new UserMistake('no space left for the temporary files of sorting', 'set TMPDIR to a larger disk');
    case 'Z_BUF_ERROR':
      return new UserMistake(`gzip data of ${quoted(path)} ends too early`, 'fetch the file again, it is incomplete');
    case 'Z_DATA_ERROR':
      return new UserMistake(`gzip data of ${quoted(path)} is damaged`, 'fetch the file again');
    default:
      return error;
  }
};
