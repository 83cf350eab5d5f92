import type { ByteReader, ByteWriter } from '../bytes.ts';

/** What a day-old novelty still counts: two weeks of memory. */
const KEPT_PER_DAY = 0.93;
/** A function that meets more new names than this within the memory meets new names by nature. */
const MOST_NOVELTIES = 4;

/** How many new destinations of one kind a function lately met: content networks and tenants bring new ones for ever. */
export interface NoveltyBudget {
  day: number;
  recent: number;
}

export const newNoveltyBudget = (day: number): NoveltyBudget => ({ day, recent: 0 });

export const noteNovelty = (budget: NoveltyBudget, day: number): void => {
  budget.recent = Math.fround(noveltiesBy(budget, day) + 1);
  budget.day = day;
};

const noveltiesBy = (budget: NoveltyBudget, day: number): number => budget.recent * KEPT_PER_DAY ** (day - budget.day);

/** True when something new of this kind is nothing new. */
export const isUsedToNovelty = (budget: NoveltyBudget, day: number): boolean =>
  noveltiesBy(budget, day) > MOST_NOVELTIES;

export const encodeNoveltyBudget = (budget: NoveltyBudget, writer: ByteWriter): void => {
  writer.varint(budget.day).f32(budget.recent);
};

export const decodeNoveltyBudget = (reader: ByteReader): NoveltyBudget => ({
  day: reader.varint(),
  recent: reader.f32(),
});
