import { decodeMark, encodeMark, type Mark, MOST_MARKS } from '../order/mark.ts';
import { addMinutes, epochMs, type Minute, minute as minuteFrom, startOf } from '../units.ts';
import type { Row, Table } from './ports.ts';
import { AUDIT_PARTITION, LAST_SORT_KEY, MARKS_PARTITION } from './table-keys.ts';

/** A mark outlives its end, so that an evaluator that replays comes to the same result. */
const KEPT_MINUTES = 7 * 1_440;
const AUDIT_LIFE_MS = 400 * 86_400_000;

interface StoredMark {
  readonly mark: Mark;
  readonly revision: number;
}

/** Marks that hold, or did lately. One that cannot be read is passed over: it must not stop every alert. */
export const readMarks = async (table: Table, now: Minute): Promise<readonly StoredMark[]> => {
  const found: StoredMark[] = [];
  const range = { partition: MARKS_PARTITION, from: '', to: LAST_SORT_KEY, order: 'descending', consistent: true };
  for await (const { data, revision } of table.scan({ ...range, order: 'descending' })) {
    const mark = decodeMark(String(data));
    if (mark.ok && mark.value.until > now - KEPT_MINUTES) found.push({ mark: mark.value, revision });
    if (found.length >= MOST_MARKS) break;
  }
  return found;
};

const markRow = (mark: Mark, revision: number): Row => ({
  partition: MARKS_PARTITION,
  sort: mark.id,
  revision,
  data: encodeMark(mark),
  expiresAt: startOf(addMinutes(minuteFrom(mark.until), KEPT_MINUTES)),
});

/** Who did what and when: never written again, kept for over a year. */
const auditRow = (what: 'made' | 'ended', mark: Mark, by: string, at: number): Row => ({
  partition: AUDIT_PARTITION,
  sort: `${new Date(at).toISOString()}|${what}|${mark.id}`,
  revision: 1,
  data: JSON.stringify({ v: 1, what, by, at: new Date(at).toISOString(), mark }),
  expiresAt: epochMs(at + AUDIT_LIFE_MS),
});

/** Makes a mark. The audit row comes first: what cannot be written down does not happen. */
export const makeMark = async (table: Table, mark: Mark): Promise<void> => {
  await table.putAll([auditRow('made', mark, mark.by, mark.at)]);
  await table.put(markRow(mark, 1), { kind: 'absent' });
};

/** Ends a mark before its time. `refused`: somebody changed it meanwhile. */
export const endMark = async (
  table: Table,
  { mark, revision }: StoredMark,
  end: { readonly by: string; readonly at: number; readonly window: Minute },
): Promise<'stored' | 'refused'> => {
  await table.putAll([auditRow('ended', mark, end.by, end.at)]);
  const ended = { ...mark, until: Math.max(mark.from, Math.min(mark.until, end.window)) };
  return table.put(markRow(ended, revision + 1), { kind: 'revision', revision });
};
