import type { ByteReader, ByteWriter } from '../bytes.ts';
import { textWithin } from '../text-within.ts';

/** Kinds of error counted by name while something is wrong: the best few explain it. */
const MOST_KINDS = 4;
/** A kind's name as it is shown, in bytes. Parsed kinds are no longer. */
const LONGEST_NAME = 64;

/** Errors by kind since evidence left zero, so that an alarm's facts speak of the whole deviation. */
export type EpisodeKinds = Map<string, number>;

export const countKinds = (episode: EpisodeKinds, kinds: ReadonlyMap<string, number>): void => {
  for (const [name, count] of kinds) {
    const shown = textWithin(name, LONGEST_NAME);
    const before = episode.get(shown);
    if (before !== undefined || episode.size < MOST_KINDS) episode.set(shown, (before ?? 0) + count);
  }
};

export const encodeEpisodeKinds = (episode: EpisodeKinds, writer: ByteWriter): void => {
  writer.u8(episode.size);
  for (const [name, count] of episode) writer.text(name).varint(count);
};

export const decodeEpisodeKinds = (reader: ByteReader): EpisodeKinds => {
  const episode: EpisodeKinds = new Map();
  for (let left = reader.u8(); left > 0; left--) {
    const name = reader.text();
    episode.set(name, reader.varint());
  }
  return episode;
};
