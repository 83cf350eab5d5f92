import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { DestinationList, ListKind } from '../core/detect/destination-list.ts';
import { DestinationListBuilder, MOST_ENTRIES } from '../core/detect/destination-list-builder.ts';
import { type DestinationLists, NO_LISTS } from '../core/detect/destination-lists.ts';
import { fail, ok, type Result } from '../core/result.ts';
import type { ListConfig } from './config.ts';
import { type ConfigProblem, givenText } from './config-problem.ts';

/** A list must be one: more lines than this share that cannot be read, and it is another kind of file. */
const MOST_MALFORMED_SHARE = 0.1;

type Tried = DestinationList | ConfigProblem;

const isProblem = (tried: Tried): tried is ConfigProblem => 'code' in tried;

const problemOf = (path: string, given: string, allowed: string, remedy: string): ConfigProblem => ({
  code: 'config.not_allowed',
  path,
  given: givenText(given),
  allowed,
  remedy,
});

/** Reads one list, line by line: memory is that of the finished list. */
const readList = async ({ name, kind, file }: ListConfig, path: string, folder: string): Promise<Tried> => {
  const builder = new DestinationListBuilder();
  const counts = { added: 0, ignored: 0, malformed: 0, full: 0 };
  try {
    const lines = createInterface({ input: createReadStream(resolve(folder, file), 'utf8'), crlfDelay: Infinity });
    for await (const line of lines) counts[builder.add(line)]++;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problemOf(path, file, `a file that can be read (${reason})`, 'correct the path');
  }
  if (counts.full > 0) {
    return problemOf(
      path,
      file,
      `a list of at most ${MOST_ENTRIES} entries`,
      'leave out what never concerns functions',
    );
  }
  if (counts.malformed > MOST_MALFORMED_SHARE * (counts.added + counts.malformed)) {
    const remedy = 'write one domain, address or network a line';
    return problemOf(path, file, `a list; ${counts.malformed} of its lines cannot be read`, remedy);
  }
  return builder.build(name, kind);
};

/**
 * Reads the lists of a configuration, all problems at once.
 *
 * @param folder that the paths of files are relative to
 */
export const loadLists = async (
  lists: readonly ListConfig[],
  folder: string,
): Promise<Result<DestinationLists, readonly ConfigProblem[]>> => {
  if (lists.length === 0) return ok(NO_LISTS);
  const tried = await Promise.all(lists.map((list, index) => readList(list, `lists[${index}].file`, folder)));
  const problems = tried.filter(isProblem);
  return problems.length > 0
    ? fail(problems)
    : ok({ lists: tried.filter((one): one is DestinationList => !isProblem(one)) });
};

/** How a list is named where it is deployed: kind and name are all that a handler needs to know. */
export const deployedListName = ({ kind, name }: Pick<ListConfig, 'kind' | 'name'>): string => `${kind}.${name}.txt`;

const DEPLOYED = /^(block|allow)\.([A-Za-z0-9_-]{1,40})\.txt$/;
const kindOf = (text: string | undefined): ListKind => (text === 'allow' ? 'allow' : 'block');

/** Reads the lists that were deployed into a folder, in the order of their names. Throws on what is no list. */
export const loadDeployedLists = async (folder: string): Promise<DestinationLists> => {
  if (folder === '') return NO_LISTS;
  const configs = (await readdir(folder)).sort().flatMap((file): ListConfig[] => {
    const [, kind, name] = DEPLOYED.exec(basename(file)) ?? [];
    return name === undefined ? [] : [{ name, kind: kindOf(kind), file: join(folder, file) }];
  });
  const loaded = await loadLists(configs, folder);
  if (loaded.ok) return loaded.value;
  throw new Error(loaded.problem.map(({ given, allowed }) => `${given} must be ${allowed}`).join('; '));
};
