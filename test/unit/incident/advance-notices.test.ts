import { describe, expect, it } from 'vitest';
import { advanceNotices } from '../../../lib/core/incident/advance-notices.ts';
import type { Incident, Transition } from '../../../lib/core/incident/incident.ts';
import { isSummary, type Notice } from '../../../lib/core/incident/notice.ts';
import { emptyNoticeBook, type NoticeBook } from '../../../lib/core/incident/notice-book.ts';
import { type AlertPolicy, DEFAULT_ALERT_POLICY } from '../../../lib/core/order/alert-policy.ts';
import type { Mark } from '../../../lib/core/order/mark.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import type { Severity } from '../../../lib/core/signal.ts';
import { startOf } from '../../../lib/core/units.ts';
import { aFunction, anEvidence, at } from '../../support/alarm-edges.ts';
import { aMember, anIncident } from '../../support/alert-stories.ts';

/** 20:00 UTC is minute 0. */
class Story {
  readonly #policy: AlertPolicy;
  #book: NoticeBook = emptyNoticeBook();
  readonly #open = new Map<string, Incident>();
  readonly told: Notice[] = [];
  marks: Mark[] = [];

  constructor(policy: Partial<AlertPolicy> = {}) {
    this.#policy = { ...DEFAULT_ALERT_POLICY, digestMinute: null, ...policy };
  }

  get book(): NoticeBook {
    return this.#book;
  }

  tick(minute: number, ...transitions: Transition[]): string[] {
    for (const { type, incident } of transitions) {
      if (type === 'incident.resolved') this.#open.delete(incident.id);
      else this.#open.set(incident.id, incident);
    }
    const { book, notices } = advanceNotices(this.#book, {
      now: startOf(at(minute)),
      transitions,
      open: new Map([...this.#open].map(([id, incident]) => [id, () => incident])),
      orders: new Orders({ marks: this.marks }),
      policy: this.#policy,
      minimumSeverity: 'medium',
    });
    this.#book = JSON.parse(JSON.stringify(book));
    this.told.push(...notices);
    return notices.map((notice) =>
      isSummary(notice)
        ? `${notice.type} ${notice.entries.map(({ incident }) => incident.id).join(' ')}`
        : `${notice.type} ${notice.incident.id}`,
    );
  }
}

const incident = (id: string, severity: Severity = 'high', change: Partial<Incident> = {}): Incident =>
  anIncident([aMember(aFunction(id), anEvidence('errors', { severity }))], { id, severity, ...change });
const opens = (id: string, severity?: Severity): Transition => ({
  type: 'incident.opened',
  incident: incident(id, severity),
  at: startOf(at(0)),
  changes: [],
});
const worsens = (id: string, severity: Severity): Transition => ({
  type: 'incident.updated',
  incident: incident(id, severity, { sequence: 2 }),
  at: startOf(at(1)),
  changes: [{ kind: 'severity', from: 'low', to: severity }],
});
const ends = (id: string, severity?: Severity): Transition => ({
  type: 'incident.resolved',
  incident: incident(id, severity, {
    sequence: 3,
    status: 'resolved',
    endedAt: startOf(at(9)),
    resolvedBecause: 'quiet',
  }),
  at: startOf(at(9)),
  changes: [],
});
const muted = (name: string, from: number, until: number): Mark => ({
  id: `${from}`,
  kind: 'mute',
  function: name,
  from: at(from),
  until: at(until),
  reason: 'a test',
  by: 'kim',
  at: 0,
});

describe('what is told', () => {
  it('is each opening and its end', () => {
    const story = new Story();
    expect(story.tick(0, opens('a'))).toEqual(['incident.opened a']);
    expect(story.tick(5)).toEqual([]);
    expect(story.tick(9, ends('a'))).toEqual(['incident.resolved a']);
    expect(story.book.told).toEqual([]);
  });

  it('is an opening when what was slight becomes severe, an update from then on, and its end', () => {
    const story = new Story();
    expect(story.tick(0, opens('a', 'low'))).toEqual([]);
    expect(story.tick(1, worsens('a', 'high'))).toEqual(['incident.opened a']);
    expect(story.tick(2, worsens('a', 'critical'))).toEqual(['incident.updated a']);
    expect(story.tick(9, ends('a'))).toEqual(['incident.resolved a']);
  });
});

describe('mutes', () => {
  it('silence a whole incident, which leaves nothing behind', () => {
    const story = new Story();
    story.marks = [muted('a', 0, 60)];
    expect([...story.tick(0, opens('a')), ...story.tick(9, ends('a'))]).toEqual([]);
    expect(story.tick(61)).toEqual([]);
    expect(story.book).toMatchObject({ told: [], held: [], night: { entries: [] } });
  });

  it('that end while it goes on let it be told as it is then, once', () => {
    const story = new Story();
    story.marks = [muted('a', 0, 5)];
    expect(story.tick(0, opens('a', 'medium'))).toEqual([]);
    expect(story.tick(2, worsens('a', 'high'))).toEqual([]);
    expect(story.tick(5)).toEqual(['incident.opened a']);
    expect(story.tick(6)).toEqual([]);
    expect(story.tick(9, ends('a'))).toEqual(['incident.resolved a']);
  });

  it('that come after the opening silence what follows, but not the end', () => {
    const story = new Story();
    expect(story.tick(0, opens('a', 'medium'))).toEqual(['incident.opened a']);
    story.marks = [muted('a', 1, 60)];
    expect(story.tick(2, worsens('a', 'critical'))).toEqual([]);
    expect(story.tick(9, ends('a', 'critical'))).toEqual(['incident.resolved a']);
  });

  it('of one function do not silence what others share with it', () => {
    const story = new Story();
    story.marks = [muted('a', 0, 60)];
    const members = ['a', 'b'].map((name) => aMember(aFunction(name), anEvidence()));
    const both: Transition = { ...opens('x'), incident: anIncident(members, { id: 'x', severity: 'high' }) };
    expect(story.tick(0, both)).toEqual(['incident.opened x']);
  });
});

describe('quiet hours', () => {
  const quietHours = { fromMinute: 20 * 60, toMinute: 21 * 60, timeZone: 'UTC' };

  it('let through what is critical, and nothing else', () => {
    const story = new Story({ quietHours });
    expect(story.tick(1, opens('a', 'critical'), opens('b', 'high'))).toEqual(['incident.opened a']);
    expect(story.tick(9, ends('a', 'critical'))).toEqual(['incident.resolved a']);
  });

  it('end with what is still open, and a summary of what is over', () => {
    const story = new Story({ quietHours });
    expect(story.tick(1, opens('a'), opens('b'))).toEqual([]);
    expect(story.tick(9, ends('a'))).toEqual([]);
    expect(story.tick(60)).toEqual(['incident.opened b', 'summary.quiet-hours a']);
    expect(story.tick(61)).toEqual([]);
  });

  it('hold the end of what was told before', () => {
    const story = new Story({ quietHours });
    expect(story.tick(-5, opens('a'))).toEqual(['incident.opened a']);
    expect(story.tick(9, ends('a'))).toEqual([]);
    expect(story.tick(60)).toEqual(['summary.quiet-hours a']);
  });

  it('break for what becomes critical', () => {
    const story = new Story({ quietHours });
    expect(story.tick(1, opens('a', 'medium'))).toEqual([]);
    expect(story.tick(2, worsens('a', 'critical'))).toEqual(['incident.opened a']);
  });
});

describe('the digest', () => {
  it('leaves out what became severe and was told since', () => {
    const story = new Story({ digestMinute: 21 * 60 });
    expect(story.tick(0, opens('a', 'low'), opens('b', 'low'))).toEqual([]);
    expect(story.tick(5, worsens('a', 'high'))).toEqual(['incident.opened a']);
    expect(story.tick(60)).toEqual(['summary.digest b']);
  });

  it('tells once a day, in one summary, what was too slight to be told', () => {
    const story = new Story({ digestMinute: 21 * 60 });
    expect(story.tick(0, opens('a', 'low'), opens('b', 'low'))).toEqual([]);
    expect(story.tick(9, ends('a', 'low'))).toEqual([]);
    expect(story.tick(60)).toEqual(['summary.digest a b']);
    expect([...story.tick(61), ...story.tick(120, opens('c', 'low')), ...story.tick(240)]).toEqual([]);
    expect(story.tick(60 + 1_440)).toEqual(['summary.digest c']);
  });

  it('is not sent when there is nothing to say, nor for what is muted', () => {
    const story = new Story({ digestMinute: 21 * 60 });
    story.marks = [muted('a', 0, 60)];
    expect([...story.tick(0, opens('a', 'low')), ...story.tick(60)]).toEqual([]);
  });
});

describe('the storm guard', () => {
  const storm = { alerts: 3, withinMinutes: 10 };
  const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => opens(`f${from + index}`));

  it('makes one summary of many, which names all', () => {
    const story = new Story({ storm });
    expect(story.tick(0, ...many(0, 3))).toHaveLength(3);
    expect(story.tick(1, ...many(3, 5))).toEqual(['summary.storm f3 f4 f5 f6 f7']);
  });

  it('gathers while it lasts, tells in its own time, and ends', () => {
    const story = new Story({ storm });
    expect(story.tick(0, ...many(0, 6))).toHaveLength(1);
    expect(story.tick(3, ...many(6, 2), ends('f0'))).toEqual([]);
    expect(story.tick(10)).toEqual(['summary.storm f6 f7 f0']);
    expect(story.tick(20, opens('later'))).toEqual(['incident.opened later']);
  });

  it('does not let what is critical wait', () => {
    const story = new Story({ storm });
    expect(story.tick(0, ...many(0, 6))).toHaveLength(1);
    expect(story.tick(1, opens('bank', 'critical'))).toEqual(['summary.storm bank']);
  });

  it('tells an incident by its newest state, worst first', () => {
    const story = new Story({ storm });
    story.tick(0, ...many(0, 6));
    story.tick(2, opens('a', 'medium'), opens('b', 'high'));
    story.tick(3, ends('a', 'medium'));
    story.tick(10);
    const last = story.told.at(-1);
    if (last === undefined || !isSummary(last)) throw new Error('a summary was due');
    expect(last.entries.map(({ type, incident: { id } }) => `${type} ${id}`)).toEqual([
      'incident.opened b',
      'incident.resolved a',
    ]);
    expect(last.severity).toBe('high');
  });

  it('keeps a bounded book, and counts what it cannot name', () => {
    const story = new Story({ storm });
    story.tick(0, ...many(0, 6));
    story.tick(1, ...many(10, 400));
    expect(JSON.stringify(story.book).length).toBeLessThan(700_000);
    story.tick(10);
    const last = story.told.at(-1);
    if (last === undefined || !isSummary(last)) throw new Error('a summary was due');
    expect([last.entries.length, last.more]).toEqual([250, 150]);
  });
});
