import type { Readable } from 'node:stream';
import type { Entry } from '../input/entry.ts';
import type { InputFile } from '../input/find-inputs.ts';
import { InputSkips } from '../input/input-skips.ts';
import { type OnBytes, openText } from '../input/open-text.ts';
import type { ReadContext } from '../input/read-context.ts';
import { readerOf } from '../input/reader-of.ts';
import { HEAD_CHARACTERS, type NotRecognised, type Recognised, recognise } from '../input/recognise.ts';
import { streamOfPath } from '../input/stream-of-path.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import type { ReplayOptions } from './replay-options.ts';

/** One input: a file, or stdin. */
export interface Source {
  readonly label: string;
  readonly path: string;
  readonly stdin: Readable | undefined;
  /** Must be readable; a file met in a folder may turn out to be something else. */
  readonly named: boolean;
  /** Place among the inputs. */
  readonly place: number;
}

export const sourceOf = ({ path, named }: InputFile, place: number): Source => ({
  label: path,
  path,
  stdin: undefined,
  named,
  place,
});

export const stdinSource = (stdin: Readable): Source => ({ label: 'stdin', path: '', stdin, named: true, place: 0 });

const EXPECTED =
  'expected CloudWatch Logs data, window records or Lambda log text (nightjar replay --help lists the formats)';

/** The mistake that an unrecognised input is. */
export const notRecognisedMistake = (label: string, { line, looksLike }: NotRecognised): UserMistake =>
  new UserMistake(`${quoted(label)} line ${line} is not recognised${looksLike ? ` (${looksLike})` : ''}`, EXPECTED);

/** What the readers of a source must know. */
export const contextOf = (source: Source, options: ReplayOptions, salt: number, skips: InputSkips): ReadContext => ({
  logGroup: options.logGroup,
  account: options.account,
  region: options.region,
  salt,
  skips,
  ...(options.flowFields && { flowFields: options.flowFields }),
  file: source.place,
  streamOfPath: source.stdin === undefined ? streamOfPath(source.path) : 'stdin',
});

/** The entries of a source, as they stand in it. Throws when it is not recognised. */
export async function* readEntries(source: Source, context: ReadContext, onBytes: OnBytes): AsyncGenerator<Entry[]> {
  const pieces = openText(source.path, source.stdin, onBytes);
  try {
    const { head, complete } = await readHead(pieces);
    const recognised = recognise(head, complete);
    if (!('kind' in recognised)) throw notRecognisedMistake(source.label, recognised);
    if (recognised.kind === 'empty')
      throw new UserMistake(`${quoted(source.label)} is empty`, 'name a file that holds logs');
    const reader = readerOf(recognised, source.label, context);
    const first: Entry[] = [];
    reader.push(head, first);
    if (first.length > 0) yield first;
    for await (const piece of pieces) {
      const entries: Entry[] = [];
      reader.push(piece, entries);
      if (entries.length > 0) yield entries;
    }
    const last: Entry[] = [];
    reader.finish(last);
    if (last.length > 0) yield last;
  } finally {
    await pieces.return(undefined);
  }
}

/** What an input turned out to be when its beginning was looked at. */
export interface Probe {
  readonly recognised: Recognised | NotRecognised;
  /** Time of the earliest entry in the beginning; `undefined` when there is none. */
  readonly firstAt: number | undefined;
}

/** Looks at the beginning of a file. */
export const probe = async (source: Source, options: ReplayOptions, salt: number): Promise<Probe> => {
  const pieces = openText(source.path, undefined, () => {});
  try {
    const { head, complete } = await readHead(pieces);
    const recognised = recognise(head, complete);
    if (!('kind' in recognised)) return { recognised, firstAt: undefined };
    const entries: Entry[] = [];
    const reader = readerOf(recognised, source.label, contextOf(source, options, salt, new InputSkips()));
    reader.push(head, entries);
    if (complete) reader.finish(entries);
    const firstAt = entries.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
    return { recognised, firstAt: Number.isFinite(firstAt) ? firstAt : undefined };
  } finally {
    await pieces.return(undefined);
  }
};

const readHead = async (pieces: AsyncGenerator<string>): Promise<{ head: string; complete: boolean }> => {
  let head = '';
  while (head.length < HEAD_CHARACTERS) {
    const next = await pieces.next();
    if (next.done) return { head, complete: true };
    head += next.value;
  }
  return { head, complete: false };
};
