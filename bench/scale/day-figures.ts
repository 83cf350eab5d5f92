import type { Billed } from './billed.ts';
import type { MinuteFigures } from './day.ts';

const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((total, item) => total + value(item), 0);

/** Ticks at the pace that the machine has at its best: their CPU by what the yardstick took in them. */
export const AT_BEST = "evaluation, the same at the machine's best pace";

const medianOf = (values: readonly number[]): number => {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length / 2;
  return ((ascending[Math.floor(middle)] ?? Number.NaN) + (ascending[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
};

/**
 * A day of one fleet by its measured minutes. Names carry units.
 *
 * @param bestYardstickMs what the yardstick took when the machine ran at its best
 */
export const figuresOf = (functions: number, minutes: readonly MinuteFigures[], bestYardstickMs: number) => {
  const last = minutes.at(-1);
  const events = sumOf(minutes, (one) => one.events);
  const ingestMs = sumOf(minutes, (one) => one.ingest.cpuMs);
  const tickMs = sumOf(minutes, (one) => one.tick.cpuMs) / minutes.length;
  const most = (value: (one: MinuteFigures) => number) => Math.max(...minutes.map(value));
  const ingested = (figure: keyof Billed) => sumOf(minutes, ({ ingestBilled }) => ingestBilled[figure]);
  const perTick = (figure: keyof Billed) => sumOf(minutes, ({ tickBilled }) => tickBilled[figure]) / minutes.length;
  return {
    'simulated minutes': minutes.length,
    slots: last?.slots ?? Number.NaN,
    'ingest, events a second and core': (events / ingestMs) * 1_000,
    'ingest, items per million events': (ingested('itemsWritten') / events) * 1e6,
    'ingest, write units per million events': (ingested('writeUnits') / events) * 1e6,
    'ingest, read units per million events': (ingested('readUnits') / events) * 1e6,
    'ingest, peak memory of an environment, MB': most((one) => one.ingest.peakRssBytes) / 1_048_576,
    'evaluation, CPU ms a tick': tickMs,
    'evaluation, CPU ms of the dearest tick': most((one) => one.tick.cpuMs),
    [AT_BEST]: most((one) => (one.tick.cpuMs * bestYardstickMs) / one.tick.yardstickMs),
    'evaluation, CPU ms a tick and 1,000 functions': (tickMs / functions) * 1_000,
    'evaluation, CPU ms of the dearest invocation': most((one) => one.tick.dearestMs),
    'evaluation, invocations a tick that knew no slot': sumOf(minutes, (one) => one.tick.strangers) / minutes.length,
    'evaluation, read units a tick': perTick('readUnits'),
    'evaluation, write units a tick': perTick('writeUnits'),
    'evaluation, requests a tick': perTick('requests'),
    'evaluation, peak memory of an environment, MB': most((one) => one.tick.peakRssBytes) / 1_048_576,
    'stored, KB a function': (last?.bytesStored ?? Number.NaN) / functions / 1_024,
  };
};

/** The lowest that the yardstick took in a tick. */
export const bestYardstick = (minutes: readonly MinuteFigures[]): number =>
  Math.min(...minutes.map(({ tick }) => tick.yardstickMs));

type Growth = (before: readonly MinuteFigures[], after: readonly MinuteFigures[]) => number;

/**
 * The median of the ratios of single minutes. Fleets run each minute one after the other, so that neighbours on the
 * machine, which change what a minute takes by half, slow all of them or are an outlier.
 */
const byMinutes =
  (value: (one: MinuteFigures) => number): Growth =>
  (before, after) =>
    medianOf(after.map((one, index) => value(one) / value(before[index] ?? one)));

const byTotals =
  (value: (one: MinuteFigures) => number): Growth =>
  (before, after) =>
    sumOf(after, value) / sumOf(before, value);

/** What grows with the fleet, and how it is compared. */
export const GROWING: readonly (readonly [name: string, growth: Growth])[] = [
  ['ingest, CPU', byMinutes((one) => one.ingest.cpuMs)],
  ['ingest, write units', byTotals((one) => one.ingestBilled.writeUnits)],
  ['ingest, read units', byTotals((one) => one.ingestBilled.readUnits)],
  ['evaluation, CPU', byTotals((one) => one.tick.cpuMs)],
  ['evaluation, read units', byTotals((one) => one.tickBilled.readUnits)],
  ['evaluation, write units', byTotals((one) => one.tickBilled.writeUnits)],
  ['evaluation, requests', byTotals((one) => one.tickBilled.requests)],
  ['bytes stored', byTotals((one) => one.bytesStored)],
];
