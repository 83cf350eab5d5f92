import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { NamedCounts } from '../fold/window.ts';
import { deployOf } from '../parse/fact-name.ts';
import { textWithin } from '../text-within.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import type { RecentChange } from './moment.ts';
import type { Verdict } from './verdict.ts';

/** How long a change explains what happens. */
const RECENT_MINUTES = MINUTES_PER_DAY;
/** A deviation may seem to begin a little before the change that caused it: evidence gathers over windows. */
const TOLERANCE_MINUTES = 5;
/** Evidence keeps so many facts; the change must be among them. */
const MOST_OTHER_FACTS = 3;
/** In bytes. */
const LONGEST_ACTION = 64;
const LONGEST_NAME = 128;

/** The latest change of the function that the audit trail recorded; `at` is 0 before any. */
export interface ChangeHistory {
  at: Minute;
  action: string;
  by: string;
}

export const newChangeHistory = (): ChangeHistory => ({ at: minute(0), action: '', by: '' });

/** New code says more than the alias or the version that makes it current. */
const BY_WEIGHT = ['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'UpdateAlias', 'PublishVersion'];
const weightOf = (action: string): number => {
  const place = BY_WEIGHT.findIndex((name) => action.startsWith(name));
  return place < 0 ? BY_WEIGHT.length : place;
};

/** Takes in the changes of one window. */
export const noteChanges = (history: ChangeHistory, deploys: NamedCounts | undefined, at: Minute): void => {
  if (deploys === undefined || deploys.named.size === 0) return;
  const [heaviest] = [...deploys.named.keys()]
    .map(deployOf)
    .sort(
      (a, b) => weightOf(a.action) - weightOf(b.action) || (`${a.action} ${a.by}` < `${b.action} ${b.by}` ? -1 : 1),
    );
  if (heaviest === undefined) return;
  // A deploy is several calls in a row: the later ones only make current what the first one changed.
  const isSameDeploy = history.at > 0 && at - history.at <= TOLERANCE_MINUTES;
  if (isSameDeploy && weightOf(heaviest.action) > weightOf(history.action)) return;
  history.at = at;
  history.action = textWithin(heaviest.action, LONGEST_ACTION);
  history.by = textWithin(heaviest.by, LONGEST_NAME);
};

export const recentChange = ({ at, action, by }: ChangeHistory, now: Minute): RecentChange | undefined =>
  at > 0 && now - at < RECENT_MINUTES ? { at, action, by } : undefined;

/** An anomaly that began after a recorded change, with that change among its facts. */
export const withChange = (verdict: Verdict, change: RecentChange | undefined): Verdict => {
  if (verdict.kind !== 'anomalous' || change === undefined) return verdict;
  const { evidence } = verdict;
  const minutesAfter = evidence.since - change.at;
  if (minutesAfter < -TOLERANCE_MINUTES) return verdict;
  const fact = {
    kind: 'change' as const,
    action: change.action,
    by: change.by,
    minutesBefore: Math.max(0, minutesAfter),
  };
  const facts = [...evidence.facts.slice(0, MOST_OTHER_FACTS), fact];
  return { kind: 'anomalous', evidence: { ...evidence, afterDeploy: true, facts } };
};

export const encodeChangeHistory = ({ at, action, by }: ChangeHistory, writer: ByteWriter): void => {
  writer.varint(at);
  if (at > 0) writer.text(action).text(by);
};

export const decodeChangeHistory = (reader: ByteReader): ChangeHistory => {
  const at = minute(reader.varint());
  return at > 0 ? { at, action: reader.text(), by: reader.text() } : newChangeHistory();
};
