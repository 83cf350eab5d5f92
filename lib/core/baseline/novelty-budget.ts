import type { ByteReader, ByteWriter } from '../bytes.ts';

/** What a day-old novelty still counts: two weeks of memory. */
const KEPT_PER_DAY = 0.93;
/** A function that meets more new names than this within the memory meets new names by nature. */
const MOST_NOVELTIES = 2.5;
/** … and so does one that is called rarely, but meets a new name every fourth time. */
const LEAST_FREQUENT = 1.5;
const FREQUENT_SHARE = 0.25;

/** How many new destinations of one kind a function lately met: content networks and tenants bring new ones for ever. */
export interface NoveltyBudget {
  day: number;
  recent: number;
  /** Windows with calls of the kind, lately. */
  visits: number;
  /** New names ever met, up to a few. */
  ever: number;
}

export const newNoveltyBudget = (day: number): NoveltyBudget => ({ day, recent: 0, visits: 0, ever: 0 });

const fade = (budget: NoveltyBudget, day: number): void => {
  if (day === budget.day) return;
  const kept = KEPT_PER_DAY ** (day - budget.day);
  budget.recent = Math.fround(budget.recent * kept);
  budget.visits = Math.fround(budget.visits * kept);
  budget.day = day;
};

export const noteVisit = (budget: NoveltyBudget, day: number): void => {
  fade(budget, day);
  budget.visits = Math.fround(budget.visits + 1);
};

export const noteNovelty = (budget: NoveltyBudget, day: number): void => {
  fade(budget, day);
  budget.recent = Math.fround(budget.recent + 1);
  budget.ever = Math.min(255, budget.ever + 1);
};

/** True when something new of this kind is nothing new: often in number, or often among the calls of its kind. */
export const isUsedToNovelty = (budget: NoveltyBudget, day: number): boolean => {
  fade(budget, day);
  const isFrequent = budget.recent > LEAST_FREQUENT && budget.recent > FREQUENT_SHARE * budget.visits;
  return budget.recent > MOST_NOVELTIES || isFrequent;
};

/** A function that met this many networks of its own accord calls networks: content delivery, not a stranger. */
const ROUTINE_NAMES = 3;

export const isRoutine = (budget: NoveltyBudget): boolean => budget.ever >= ROUTINE_NAMES;

/** Counts a name met while the profile forms: part of what is routine, not of what is lately new. */
export const noteName = (budget: NoveltyBudget): void => {
  budget.ever = Math.min(255, budget.ever + 1);
};

export const encodeNoveltyBudget = (budget: NoveltyBudget, writer: ByteWriter): void => {
  writer.varint(budget.day).f32(budget.recent).f32(budget.visits).u8(budget.ever);
};

export const decodeNoveltyBudget = (reader: ByteReader): NoveltyBudget => ({
  day: reader.varint(),
  recent: reader.f32(),
  visits: reader.f32(),
  ever: reader.u8(),
});
