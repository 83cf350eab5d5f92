import { expect, it } from 'vitest';
import { severityOf } from '../../../lib/core/incident/incident-severity.ts';
import type { LedgerIncident, LedgerMember } from '../../../lib/core/incident/ledger-state.ts';
import { orderedEdges } from '../../../lib/core/incident/ordered-edges.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import type { Signal } from '../../../lib/core/signal.ts';
import { AnAlarm, anEvidence, at } from '../../support/alarm-edges.ts';

const LOW = new Orders({ overrides: [{ function: 'reports-*', severity: 'low' }] });

const members = (name: string, signals: readonly Signal[], orders: Orders): LedgerMember[] => {
  const edges = signals.map((signal) => new AnAlarm(name, 0, anEvidence(signal, { severity: 'low' })).opens());
  const slot = { slot: 0, finalUntil: at(-1), until: at(9), edges, activeFunctions: 1 };
  return orderedEdges([slot], orders, () => false).flatMap(({ edges: ordered }) =>
    ordered.flatMap((edge) =>
      edge.type === 'closed'
        ? []
        : [{ ...edge, alarmId: edge.id, slot: 0, closedAt: null, closedBecause: null } satisfies LedgerMember],
    ),
  );
};

const incident = (own: readonly LedgerMember[], fleetKeys: string[] = []): LedgerIncident => ({
  id: 'i',
  arrivedAt: at(0),
  startedAt: at(0),
  severity: 'low',
  members: [...own],
  crowd: [],
  fleetKeys,
  published: null,
  resolved: null,
});

it('an ordered severity holds in company: two signals, or a fleet, raise only what nobody ordered', () => {
  expect(severityOf(incident(members('reports-daily', ['errors', 'duration'], LOW)))).toBe('low');
  expect(severityOf(incident(members('reports-daily', ['errors'], LOW), ['errors|up']))).toBe('low');
  expect(severityOf(incident(members('checkout', ['errors', 'duration'], LOW)))).toBe('medium');
  const mixed = [...members('reports-daily', ['errors'], LOW), ...members('checkout', ['errors'], LOW)];
  expect(severityOf(incident(mixed, ['errors|up']))).toBe('medium');
});
