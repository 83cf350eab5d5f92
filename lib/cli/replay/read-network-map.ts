import { readFile } from 'node:fs/promises';
import { type NetworkMap, readNetworkMap } from '../../core/incident/network-map.ts';
import { fileMistake } from '../input/file-mistake.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';

/** Reads `--network-map`: which functions use which network interfaces. */
export const readNetworkMapFile = async (path: string): Promise<NetworkMap> => {
  const read = readNetworkMap(parsed(path, await textOf(path)));
  if (read.ok) return read.value;
  const { path: where, expected } = read.problem;
  throw new UserMistake(`--network-map ${quoted(path)}: ${where} must be ${expected}`, '');
};

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileMistake(path, error);
  }
};

const parsed = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the file; where it goes wrong is not worth a second format.
    throw new UserMistake(`--network-map ${quoted(path)} is not JSON`, 'write {"interfaces":[…]}');
  }
};
