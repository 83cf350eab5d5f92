import { findInputs } from '../input/find-inputs.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import { notRecognisedMistake, probe, type Source, sourceOf } from './replay-input.ts';
import type { ReplayOptions } from './replay-options.ts';

/** A file that is going to be replayed. */
export interface PlannedInput {
  readonly source: Source;
  readonly firstAt: number;
}

/** The files to replay. */
export interface InputPlan {
  readonly inputs: readonly PlannedInput[];
  readonly totalBytes: number;
  /** Files in folders that hold something else, with what is known about each. */
  readonly leftOut: readonly string[];
}

/** Finds the files and looks at the beginning of each. Mistakes come up here, before anything was replayed. */
export const planInputs = async (options: ReplayOptions, salt: number): Promise<InputPlan> => {
  const files = await findInputs(options.operands);
  const inputs: PlannedInput[] = [];
  const leftOut: string[] = [];
  let totalBytes = 0;
  for (const [place, file] of files.entries()) {
    const source = sourceOf(file, place);
    const { recognised, firstAt } = await probe(source, options, salt);
    if ('kind' in recognised && recognised.kind !== 'empty') {
      inputs.push({ source, firstAt: firstAt ?? Number.NEGATIVE_INFINITY });
      totalBytes += file.sizeBytes;
    } else if (!file.named) leftOut.push(file.path);
    else if ('kind' in recognised)
      throw new UserMistake(`${quoted(file.path)} is empty`, 'name a file that holds logs');
    else throw notRecognisedMistake(file.path, recognised);
  }
  if (inputs.length > 0) return { inputs, totalBytes, leftOut };
  const names = options.operands.map(quoted).join(', ');
  throw new UserMistake(`no log files in ${names}`, `${leftOut.length} files there hold something else`);
};
