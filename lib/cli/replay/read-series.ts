import { type EpochMs, epochMs } from '../../core/units.ts';
import { leadingTime } from '../input/leading-time.ts';
import { LineCutter } from '../input/lines.ts';
import { openText } from '../input/open-text.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';

/** One point of a metric series. */
export interface SeriesPoint {
  readonly at: EpochMs;
  readonly value: number;
}

export interface ReadSeries {
  /** Ascending; of several points of one time the last in the file counts. */
  readonly points: readonly SeriesPoint[];
  readonly unreadable: number;
}

/** Fourteen years of minutes. */
const MAX_POINTS = 8_000_000;
const EXPECTED = 'expected columns timestamp,value: ISO times or epoch seconds or milliseconds, and numbers';

/** Reads a CSV file with the columns `timestamp` and `value`, in any order and among others. */
export const readSeries = async (path: string): Promise<ReadSeries> => {
  let columns: Columns | undefined;
  let unreadable = 0;
  const points: SeriesPoint[] = [];
  const take = (line: string): void => {
    if (line.trim() === '') return;
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (columns === undefined) {
      columns = columnsOf(cells);
      if (columns === undefined) throw new UserMistake(`${quoted(path)} line 1 is no header of a series`, EXPECTED);
      if (columns.isHeader) return;
    }
    const point = pointOf(cells[columns.timestamp] ?? '', cells[columns.value] ?? '');
    if (point === undefined) unreadable++;
    else points.push(point);
    if (points.length > MAX_POINTS)
      throw new UserMistake(`${quoted(path)} has more than ${MAX_POINTS} points`, 'cut it');
  };
  const lines = new LineCutter(() => unreadable++, 64 * 1024);
  for await (const piece of openText(path, undefined, () => {})) for (const line of lines.push(piece)) take(line);
  for (const line of lines.finish()) take(line);
  if (points.length === 0) throw new UserMistake(`${quoted(path)} holds no points`, EXPECTED);
  return {
    points: points.sort((a, b) => a.at - b.at).filter((point, index) => point.at !== points[index + 1]?.at),
    unreadable,
  };
};

interface Columns {
  readonly timestamp: number;
  readonly value: number;
  readonly isHeader: boolean;
}

const columnsOf = (cells: readonly string[]): Columns | undefined => {
  const names = cells.map((cell) => cell.toLowerCase());
  const timestamp = names.findIndex((name) => ['timestamp', 'time', 'date', 'datetime'].includes(name));
  const value = names.indexOf('value');
  if (timestamp !== -1 && value !== -1) return { timestamp, value, isHeader: true };
  const [first = '', second = ''] = cells;
  return pointOf(first, second) === undefined ? undefined : { timestamp: 0, value: 1, isHeader: false };
};

/** Epoch numbers of at least this many are milliseconds. */
const LEAST_MS = 1e11;

/** A day, or a minute of it: as spreadsheets and daily metrics write time. */
const DAY = /^\d{4}-\d\d-\d\d$/;
const MINUTE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d$/;

const isoTime = (time: string): string => {
  if (DAY.test(time)) return `${time}T00:00:00`;
  return MINUTE.test(time) ? `${time}:00` : time;
};

const pointOf = (time: string, text: string): SeriesPoint | undefined => {
  const value = text === '' ? Number.NaN : Number(text);
  const at = /^\d{9,13}(?:\.\d+)?$/.test(time) ? epochOf(Number(time)) : leadingTime(isoTime(time))?.at;
  return at === undefined || !Number.isFinite(value) ? undefined : { at, value };
};

const epochOf = (number: number): EpochMs => epochMs(number >= LEAST_MS ? number : number * 1_000);
