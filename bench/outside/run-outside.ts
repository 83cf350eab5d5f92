import { advanceFunction, advanceIdle } from '../../lib/core/detect/advance-function.ts';
import type { AlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import type { DetectContext } from '../../lib/core/detect/detect-context.ts';
import { type FunctionState, newFunctionState } from '../../lib/core/detect/function-state.ts';
import { knownDestination } from '../../lib/core/detect/known-destination.ts';
import type { Window } from '../../lib/core/fold/window.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import { advanceLedger, emptyLedger } from '../../lib/core/incident/ledger.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../../lib/core/incident/ledger-settings.ts';
import { addMinutes, minute, startOf } from '../../lib/core/units.ts';
import type { OutsideFleet } from './outside-fleet.ts';

const TICK_AFTER_MINUTES = 2;
const LEDGER_AFTERMATH = 7;

const keyOf = (name: string): FunctionKey => ({ account: '123456789012', region: 'eu-central-1', name });

/** Detectors of functions and of their interfaces, whose alarms are told as the functions'. */
export const runOutside = (fleet: OutsideFleet): { transitions: Transition[]; edges: AlarmEdge[] } => {
  const names = fleet.functions.map(({ name }) => name);
  const own: (FunctionState | undefined)[] = names.map(() => undefined);
  const network: (FunctionState | undefined)[] = names.map(() => undefined);
  const context: DetectContext = {
    alertsFrom: minute(fleet.alertsFrom),
    fleetSize: 2 * names.length,
    prevalence: (hash, at) =>
      [...own, ...network].filter((state) => state !== undefined && knownDestination(state, hash, at)).length,
  };
  const outsideContext = { ...context, hasOwnLog: false };
  const edges: AlarmEdge[] = [];
  const transitions: Transition[] = [];
  let ledger = emptyLedger();
  let told = fleet.from - 1;
  let lastEdgeAt = Number.NEGATIVE_INFINITY;
  for (let at = fleet.from; at < fleet.until; at++) {
    const raised: AlarmEdge[] = [];
    const judge = (
      states: (FunctionState | undefined)[],
      index: number,
      name: string,
      window: Window | undefined,
      by: DetectContext,
    ): void => {
      const now = minute(at);
      const state = states[index];
      if (window) states[index] = advanceFunction(state ?? newFunctionState(keyOf(name), now), window, by, raised);
      else if (state && state.dueAt <= now) states[index] = advanceIdle(state, now, by, raised);
    };
    for (const [index, name] of names.entries()) {
      const windows = fleet.at(index, at);
      judge(own, index, name, windows.own, context);
      const before = raised.length;
      judge(network, index, `interface:eni-${index}`, windows.network, outsideContext);
      for (const [place, edge] of raised.entries()) {
        if (place >= before) raised[place] = { ...edge, function: keyOf(name) };
      }
    }
    edges.push(...raised);
    if (raised.length > 0) lastEdgeAt = at;
    if (at - lastEdgeAt > LEDGER_AFTERMATH) continue;
    const slot = { slot: 0, finalUntil: minute(told), until: minute(at), edges: raised, activeFunctions: names.length };
    const now = startOf(addMinutes(minute(at), TICK_AFTER_MINUTES));
    const advanced = advanceLedger(ledger, { now, slots: [slot] }, DEFAULT_LEDGER_SETTINGS);
    ledger = advanced.ledger;
    transitions.push(...advanced.transitions);
    told = at;
  }
  return { transitions, edges };
};
