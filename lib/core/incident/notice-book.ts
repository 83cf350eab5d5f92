import type { Minute } from '../units.ts';
import type { SummaryEntry } from './notice.ts';

/** Incidents gathered for a summary, by id; beyond a bound they are only counted. */
export interface Gathered {
  readonly entries: readonly SummaryEntry[];
  readonly more: number;
}

/**
 * What was told and what waits to be told: plain data beside the ledger, written with it. Bounded by the ledger's own
 * bounds on incidents and by those of {@link Gathered}.
 */
export interface NoticeBook {
  readonly v: 1;
  /** Incidents that people were told of: they are also told of its end. */
  readonly told: readonly string[];
  /** Incidents with news that nobody was told of, since they are muted or it is quiet. */
  readonly held: readonly string[];
  /** When notices were due lately, and how many. */
  readonly recent: readonly (readonly [at: number, count: number])[];
  /** A storm, while there is one: what came since its last summary. */
  readonly storm: { readonly toldAt: Minute; readonly gathered: Gathered } | null;
  /** What began and ended in quiet hours. */
  readonly night: Gathered;
  /** What is too slight to be told at once. */
  readonly slight: Gathered;
  /** Day (since 1970, UTC) whose digest was due last. */
  readonly digestDay: number;
}

export const NOTHING_GATHERED: Gathered = Object.freeze({ entries: Object.freeze([]), more: 0 });

export const emptyNoticeBook = (): NoticeBook => ({
  v: 1,
  told: [],
  held: [],
  recent: [],
  storm: null,
  night: NOTHING_GATHERED,
  slight: NOTHING_GATHERED,
  digestDay: -1,
});

/** Whether something may be told that no transition brings: what was gathered or held. */
export const isWaiting = ({ held, night, slight, storm }: NoticeBook): boolean =>
  held.length > 0 || night.entries.length > 0 || slight.entries.length > 0 || storm !== null;

/** With entries of 1 KB at most, three of these stay below 1 MB beside the ledger. */
const MOST_GATHERED = 250;

/** What was gathered but for one incident. */
export const withoutIncident = (gathered: Gathered, id: string): Gathered => ({
  ...gathered,
  entries: gathered.entries.filter(({ incident }) => incident.id !== id),
});

/** Adds an incident, or replaces what was gathered of it. */
export const gather = ({ entries, more }: Gathered, entry: SummaryEntry): Gathered => {
  const { type, incident } = entry;
  const slim = { type, incident: { ...incident, members: incident.members.slice(0, 1) } };
  const known = entries.findIndex(({ incident }) => incident.id === entry.incident.id);
  if (known >= 0) return { entries: entries.with(known, slim), more };
  return entries.length < MOST_GATHERED ? { entries: [...entries, slim], more } : { entries, more: more + 1 };
};
