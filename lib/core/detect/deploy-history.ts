import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash32 } from '../hash.ts';
import { textWithin } from '../text-within.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import type { RecentDeploy } from './moment.ts';
import { topNames } from './top-names.ts';

/** Versions remembered: blue and green, a canary and the one before. */
const VERSIONS_KEPT = 4;
/** How long a version change explains what happens. */
const RECENT_MINUTES = MINUTES_PER_DAY;
/** Longest version text kept for the message, in bytes; Lambda's own are numbers or `$LATEST`. */
const LONGEST_NAME = 32;

/**
 * Which versions ran lately, and when the latest new one appeared. Versions side by side (canary, alias weights) are
 * one deploy, not one per minute.
 */
export interface DeployHistory {
  /** Hashes, newest first. */
  versions: readonly number[];
  current: string;
  previous: string;
  /** First window of `current`; 0 before any change. */
  at: Minute;
}

export const newDeployHistory = (): DeployHistory => ({ versions: [], current: '', previous: '', at: minute(0) });

/** As in nearly every minute: the latest version, alone. A name that may have been cut may be another's beginning. */
const isCurrentAlone = ({ versions: known, current }: DeployHistory, versions: ReadonlyMap<string, number>): boolean =>
  known.length > 0 && versions.size === 1 && 3 * current.length <= LONGEST_NAME && versions.has(current);

export const noteVersions = (history: DeployHistory, versions: ReadonlyMap<string, number>, at: Minute): void => {
  if (isCurrentAlone(history, versions)) return;
  for (const [name] of versions.size > 1 ? topNames(versions, VERSIONS_KEPT) : versions) {
    const hash = hash32(name);
    if (history.versions.includes(hash)) continue;
    const isFirst = history.versions.length === 0;
    history.versions = [hash, ...history.versions].slice(0, VERSIONS_KEPT);
    history.previous = history.current;
    history.current = textWithin(name, LONGEST_NAME);
    if (!isFirst) history.at = at;
  }
};

export const recentDeploy = (history: DeployHistory, now: Minute): RecentDeploy | undefined =>
  history.at > 0 && now - history.at < RECENT_MINUTES
    ? { at: history.at, from: history.previous, to: history.current }
    : undefined;

export const encodeDeployHistory = (history: DeployHistory, writer: ByteWriter): void => {
  writer.u8(history.versions.length);
  for (const hash of history.versions) writer.u32(hash);
  writer.text(history.current).text(history.previous).varint(history.at);
};

export const decodeDeployHistory = (reader: ByteReader): DeployHistory => {
  const versions = Array.from({ length: reader.u8() }, () => reader.u32());
  return { versions, current: reader.text(), previous: reader.text(), at: minute(reader.varint()) };
};
