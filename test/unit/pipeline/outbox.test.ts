import { describe, expect, it } from 'vitest';
import type { Transition } from '../../../lib/core/incident/incident.ts';
import { isSummary } from '../../../lib/core/incident/notice.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { deliver, type QueuedNotice } from '../../../lib/core/pipeline/outbox.ts';
import type { AlertPublisher, PublishOutcome } from '../../../lib/core/pipeline/ports.ts';
import { type EpochMs, epochMs, MS_PER_MINUTE, minuteOf } from '../../../lib/core/units.ts';
import { aFunction, anEvidence } from '../../support/alarm-edges.ts';

const NOON = epochMs(Date.UTC(2026, 0, 6, 12));
const later = (minutes: number): EpochMs => epochMs(NOON + minutes * MS_PER_MINUTE);

const aTransition = (id: string): QueuedNotice => {
  const member = {
    alarmId: id,
    function: aFunction('checkout'),
    signal: 'errors',
    evidence: anEvidence(),
    open: true,
    openedAt: minuteOf(NOON),
    closedAt: null,
    closedBecause: null,
  } as const;
  const transition: Transition = {
    type: 'incident.opened',
    at: NOON,
    changes: [],
    incident: {
      id,
      status: 'open',
      severity: 'high',
      signal: 'errors',
      members: [member],
      functionCount: 1,
      startedAt: NOON,
      detectedAt: NOON,
      endedAt: null,
      sequence: 1,
    },
  };
  return { name: `${id}|1`, notice: transition };
};

/** A topic that gives these outcomes in turn, then takes everything. */
const aTopic = (...outcomes: (PublishOutcome | 'dies')[]): AlertPublisher & { readonly sent: string[] } => {
  const sent: string[] = [];
  return {
    sent,
    publish: async (notice) => {
      if (isSummary(notice)) throw new Error('no summary was queued');
      sent.push(notice.incident.id);
      const outcome = outcomes.shift() ?? { kind: 'published' };
      if (outcome === 'dies') throw new Error('killed');
      return outcome;
    },
  };
};

const DOWN = { kind: 'failed', refused: false, reason: 'TimeoutError' } as const;
const REFUSED = { kind: 'failed', refused: true, reason: 'NotFoundException' } as const;

describe('delivering what the ledger decided', () => {
  it('sends each transition once, however often it is asked', async () => {
    const [table, topic, queue] = [new MemoryTable(), aTopic(), [aTransition('a'), aTransition('b')]];
    expect(await deliver(table, topic, queue, NOON)).toEqual({ left: [], published: 2, failures: [] });
    expect(await deliver(table, topic, queue, later(1))).toEqual({ left: [], published: 0, failures: [] });
    expect(topic.sent).toEqual(['a', 'b']);
  });

  it('lets one of two senders send', async () => {
    const [table, topic, queue] = [new MemoryTable(), aTopic(), [aTransition('a')]];
    await Promise.all([deliver(table, topic, queue, NOON), deliver(table, topic, queue, NOON)]);
    expect(topic.sent).toEqual(['a']);
  });

  it('waits for the lease of a sender that died, then sends again', async () => {
    const [table, topic, queue] = [new MemoryTable(), aTopic('dies'), [aTransition('a')]];
    await expect(deliver(table, topic, queue, NOON)).rejects.toThrow('killed');
    expect((await deliver(table, topic, queue, later(1))).left).toEqual(queue);
    expect((await deliver(table, topic, queue, later(2))).published).toBe(1);
    expect(topic.sent).toEqual(['a', 'a']);
  });

  it('keeps the order while the topic is down', async () => {
    const [table, topic, queue] = [new MemoryTable(), aTopic(DOWN), [aTransition('a'), aTransition('b')]];
    expect(await deliver(table, topic, queue, NOON)).toEqual({ left: queue, published: 0, failures: ['TimeoutError'] });
    expect((await deliver(table, topic, queue, later(1))).published).toBe(2);
    expect(topic.sent).toEqual(['a', 'a', 'b']);
  });

  it('does not hold others back for one that is refused, and drops it after five tries', async () => {
    const [table, topic] = [new MemoryTable(), aTopic(REFUSED)];
    const first = await deliver(table, topic, [aTransition('a'), aTransition('b')], NOON);
    expect(first).toMatchObject({ published: 1, failures: ['NotFoundException'] });
    const stubborn = aTopic(...Array<PublishOutcome>(9).fill(REFUSED));
    let left = first.left;
    for (let minute = 1; left.length > 0 && minute < 20; minute++) {
      left = (await deliver(table, stubborn, left, later(minute))).left;
    }
    expect(stubborn.sent).toHaveLength(4);
  });

  it('gives up on an alert that is a day old', async () => {
    const [table, queue] = [new MemoryTable(), [aTransition('a')]];
    expect((await deliver(table, aTopic(DOWN), queue, later(24 * 60))).left).toEqual([]);
  });

  it('is not confused by a clock that steps back', async () => {
    const [table, topic, queue] = [new MemoryTable(), aTopic('dies'), [aTransition('a')]];
    await expect(deliver(table, topic, queue, later(5))).rejects.toThrow('killed');
    expect((await deliver(table, topic, queue, NOON)).left).toEqual(queue);
    expect(topic.sent).toEqual(['a']);
  });
});
