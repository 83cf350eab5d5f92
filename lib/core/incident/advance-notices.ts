import { functionIdOf } from '../function-key.ts';
import type { AlertPolicy } from '../order/alert-policy.ts';
import type { Orders } from '../order/orders.ts';
import { isQuietAt } from '../order/quiet-hours.ts';
import type { Severity } from '../signal.ts';
import { severityRank, worstSeverity } from '../signal.ts';
import type { EpochMs } from '../units.ts';
import { MINUTES_PER_DAY, minuteOf } from '../units.ts';
import type { Incident, Transition } from './incident.ts';
import type { AlertSummary, Notice, SummaryCause } from './notice.ts';
import { type Gathered, gather, NOTHING_GATHERED, type NoticeBook, withoutIncident } from './notice-book.ts';

export interface NoticeInput {
  readonly now: EpochMs;
  readonly transitions: readonly Transition[];
  /** Every open incident that was published, by id; the value makes it as it is now. */
  readonly open: ReadonlyMap<string, () => Incident>;
  readonly orders: Orders;
  readonly policy: AlertPolicy;
  readonly minimumSeverity: Severity;
}

/** Nobody wants to hear of any alarm that speaks for this incident now. */
const isSilenced = ({ members }: Incident, { orders, now }: NoticeInput): boolean => {
  const speaking = members.filter(({ open }) => open);
  return (speaking.length > 0 ? speaking : members).every(({ function: key, signal }) =>
    orders.of(functionIdOf(key)).isSilenced(signal, minuteOf(now)),
  );
};

const isSlight = ({ severity }: Incident, { minimumSeverity }: NoticeInput): boolean =>
  severityRank(severity) < severityRank(minimumSeverity);

const summaryOf = (cause: SummaryCause, { entries, more }: Gathered, now: EpochMs): AlertSummary => ({
  type: `summary.${cause}`,
  id: `${cause}-${minuteOf(now)}`,
  at: now,
  severity: entries.reduce<Severity>((worst, { incident }) => worstSeverity(worst, incident.severity), 'low'),
  entries: entries.toSorted(
    (a, b) =>
      severityRank(b.incident.severity) - severityRank(a.incident.severity) ||
      a.incident.startedAt - b.incident.startedAt,
  ),
  more,
});

/** One tick's decisions, over a copy of the book that may be written. */
class NoticeDraft {
  readonly #input: NoticeInput;
  readonly #isQuiet: boolean;
  readonly #told: Set<string>;
  readonly #held: Set<string>;
  #night: Gathered;
  #slight: Gathered;
  readonly due: Transition[] = [];

  constructor(book: NoticeBook, input: NoticeInput) {
    this.#input = input;
    this.#told = new Set(book.told);
    this.#held = new Set(book.held);
    this.#night = book.night;
    this.#slight = book.slight;
    const { quietHours } = input.policy;
    this.#isQuiet = quietHours !== null && isQuietAt(quietHours, input.now);
  }

  take(transition: Transition): void {
    const { incident, type } = transition;
    if (type === 'incident.resolved') this.#takeEnd(transition);
    else if (isSlight(incident, this.#input)) {
      if (!isSilenced(incident, this.#input)) this.#slight = gather(this.#slight, transition);
    } else if (this.#mayTell(incident)) this.#tell(this.#isFirst(transition) ? this.#asNews(incident) : transition);
    else this.#held.add(incident.id);
  }

  /** What was held and may be told now: what it came to meanwhile, not each step. */
  release(): void {
    for (const id of this.#held) {
      const incident = this.#input.open.get(id)?.();
      if (incident === undefined) this.#held.delete(id);
      else if (this.#mayTell(incident)) this.#tell(this.#asNews(incident));
    }
  }

  /** The summaries that are due, and what stays in the book. */
  conclude(book: NoticeBook): { readonly book: NoticeBook; readonly summaries: AlertSummary[] } {
    const { now, policy, open } = this.#input;
    const summaries: AlertSummary[] = [];
    if (!this.#isQuiet && this.#night.entries.length > 0) {
      summaries.push(summaryOf('quiet-hours', this.#night, now));
      this.#night = NOTHING_GATHERED;
    }
    let { digestDay } = book;
    const minuteOfDay = minuteOf(now) % MINUTES_PER_DAY;
    const day = Math.floor(minuteOf(now) / MINUTES_PER_DAY);
    if (policy.digestMinute === null) this.#slight = NOTHING_GATHERED;
    else if (minuteOfDay >= policy.digestMinute && day > digestDay) {
      digestDay = day;
      if (this.#slight.entries.length > 0) summaries.push(summaryOf('digest', this.#slight, now));
      this.#slight = NOTHING_GATHERED;
    }
    const told = [...this.#told].filter((id) => open.has(id));
    const left = { ...book, told, held: [...this.#held], night: this.#night, slight: this.#slight, digestDay };
    return { book: left, summaries };
  }

  #takeEnd(transition: Transition): void {
    const { incident } = transition;
    const wasHeld = this.#held.delete(incident.id);
    if (this.#told.delete(incident.id)) {
      if (this.#isHushed(incident)) this.#night = gather(this.#night, transition);
      else this.due.push(transition);
    } else if (isSlight(incident, this.#input)) {
      if (!isSilenced(incident, this.#input)) this.#slight = gather(this.#slight, transition);
    } else if (wasHeld && !isSilenced(incident, this.#input)) this.#night = gather(this.#night, transition);
  }

  /** Nobody was told of it, as it was slight until now: the news is that it is there, not that it grew. */
  #isFirst({ type, incident, changes }: Transition): boolean {
    const isBack = changes.some(({ kind }) => kind === 'reopened');
    return type === 'incident.updated' && !isBack && !this.#told.has(incident.id);
  }

  #isHushed({ severity }: Incident): boolean {
    return this.#isQuiet && severity !== 'critical';
  }

  #mayTell(incident: Incident): boolean {
    return !this.#isHushed(incident) && !isSilenced(incident, this.#input);
  }

  #tell(transition: Transition): void {
    this.#held.delete(transition.incident.id);
    this.#told.add(transition.incident.id);
    this.#slight = withoutIncident(this.#slight, transition.incident.id);
    this.due.push(transition);
  }

  #asNews(incident: Incident): Transition {
    const { now } = this.#input;
    if (!this.#told.has(incident.id)) return { type: 'incident.opened', incident, at: now, changes: [] };
    const forMinutes = minuteOf(now) - minuteOf(incident.startedAt);
    return { type: 'incident.updated', incident, at: now, changes: [{ kind: 'still-open', forMinutes }] };
  }
}

/** Lets single notices through, or makes one summary of many. */
const guardStorm = (
  book: NoticeBook,
  due: readonly Transition[],
  { now, policy }: NoticeInput,
): { readonly book: NoticeBook; readonly notices: Notice[] } => {
  if (policy.storm === null) return { book: { ...book, recent: [], storm: null }, notices: [...due] };
  const { alerts, withinMinutes } = policy.storm;
  const tick = minuteOf(now);
  const before = book.recent.filter(([at]) => tick - at < withinMinutes);
  const recent = due.length === 0 ? before : [...before, [tick, due.length] as const];
  const count = recent.reduce((sum, [, each]) => sum + each, 0);
  const isStorm = count > alerts;
  if (!isStorm && book.storm === null) return { book: { ...book, recent }, notices: [...due] };
  const gathered = due.reduce(gather, book.storm?.gathered ?? NOTHING_GATHERED);
  const isPressing = due.some(({ type, incident }) => type === 'incident.opened' && incident.severity === 'critical');
  const isDue = book.storm === null || !isStorm || isPressing || tick - book.storm.toldAt >= withinMinutes;
  if (!isDue || gathered.entries.length === 0) {
    const storm = isStorm ? { toldAt: book.storm?.toldAt ?? tick, gathered } : null;
    return { book: { ...book, recent, storm }, notices: [] };
  }
  const storm = isStorm ? { toldAt: tick, gathered: NOTHING_GATHERED } : null;
  return { book: { ...book, recent, storm }, notices: [summaryOf('storm', gathered, now)] };
};

/**
 * Decides what people are sent of what the ledger has decided: at once, later, or together. Every opening that is told is
 * followed by its end; what is muted, or slight, or happens in quiet hours, is still in the ledger.
 *
 * Told at once: what is severe enough, unless every alarm that speaks for it is muted or expected, or it is quiet and not
 * critical. When mute or quiet end and it is still open, it is told as it is then; what was over by then is in one summary
 * of the quiet hours. What is below the least severity goes into a daily digest. More than so many notices in so many
 * minutes become a summary that names every incident; while such a storm lasts there is one summary in that time, and one
 * at once for whatever critical opens.
 */
export const advanceNotices = (book: NoticeBook, input: NoticeInput): { book: NoticeBook; notices: Notice[] } => {
  const draft = new NoticeDraft(book, input);
  for (const transition of input.transitions) draft.take(transition);
  draft.release();
  const concluded = draft.conclude(book);
  const guarded = guardStorm(concluded.book, draft.due, input);
  return { book: guarded.book, notices: [...guarded.notices, ...concluded.summaries] };
};
