import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../lib/core/bytes.ts';
import { advanceFunction } from '../../../lib/core/detect/advance-function.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { type FunctionState, newFunctionState } from '../../../lib/core/detect/function-state.ts';
import { encodeFunctionState } from '../../../lib/core/detect/function-state-codec.ts';
import { countDestination } from '../../../lib/core/fold/count-destination.ts';
import { encodeSummary } from '../../../lib/core/fold/encode-summary.ts';
import { foldOutside } from '../../../lib/core/fold/fold-outside.ts';
import { resolveWindow } from '../../../lib/core/fold/resolve-window.ts';
import { emptySummary, type Summary } from '../../../lib/core/fold/summary.ts';
import { MINUTES_PER_DAY, minute } from '../../../lib/core/units.ts';

const SALT = 17;
const FIRST = minute(29_500_000);
const MINUTES = 500;
/** A million of each sort in all. */
const EACH_MINUTE = 2_000;

/** What a function does that makes up a new host, label, action, code, address and key with every call. */
const floodedMinute = (at: number): Summary => {
  const summary = emptySummary(SALT);
  summary.starts = EACH_MINUTE;
  for (let call = 0; call < EACH_MINUTE; call++) {
    const id = at * EACH_MINUTE + call;
    countDestination(`host-${id}.made-up-${id}.example`, summary);
    const name = `label${id}.tunnel-${id % 5}.example.net`;
    foldOutside(
      { kind: 'flow-sent', destination: `198.51.${id % 256}.${(id >> 8) % 256}:${id % 60_000}`, bytes: id },
      summary,
      SALT,
    );
    foldOutside(
      {
        kind: 'dns-query',
        name,
        domain: `tunnel-${id % 5}.example.net`,
        destination: name,
        isFound: true,
        firewallAction: undefined,
      },
      summary,
      SALT,
    );
    const eventId = `event-${id}`;
    foldOutside({ kind: 'api-call', action: `s3:Get${id}`, errorCode: `Code${id}`, eventId }, summary, SALT);
    foldOutside(
      {
        kind: 'credential-use',
        agentClass: 'foreign',
        agent: `tool${id}`,
        address: `203.0.${id % 256}.7`,
        accessKeyId: `A${id}`,
        eventId,
      },
      summary,
      SALT,
    );
  }
  return summary;
};

const bytesOf = (encode: (writer: ByteWriter) => void): number => {
  const writer = new ByteWriter();
  encode(writer);
  return writer.length;
};

describe('a million different hosts, labels, actions, codes, tools and keys', () => {
  it('take at most 40 KB of a minute and 16 KB of a function, learnt or told', { timeout: 120_000 }, () => {
    const context = { alertsFrom: minute(FIRST + 250), fleetSize: 10, prevalence: () => 0 };
    const key = { account: '123456789012', region: 'eu-west-1', name: 'flooded' };
    let state: FunctionState = newFunctionState(key, FIRST);
    let [mostOfMinute, mostOfFunction, mostOfEdge] = [0, 0, 0];
    for (let step = 0; step < MINUTES; step++) {
      const summary = floodedMinute(step);
      // Some of them days apart, as state that ages is state, too.
      const at = minute(FIRST + step + Math.floor(step / 50) * MINUTES_PER_DAY);
      const edges: AlarmEdge[] = [];
      state = advanceFunction(state, resolveWindow(at, summary, undefined, true), context, edges);
      mostOfMinute = Math.max(
        mostOfMinute,
        bytesOf((writer) => encodeSummary(summary, writer)),
      );
      mostOfFunction = Math.max(
        mostOfFunction,
        bytesOf((writer) => encodeFunctionState(state, writer)),
      );
      for (const edge of edges) mostOfEdge = Math.max(mostOfEdge, JSON.stringify(edge).length);
    }
    expect(mostOfMinute).toBeLessThan(40_000);
    expect(mostOfFunction).toBeLessThan(16_000);
    expect(mostOfEdge).toBeLessThan(4_000);
    expect(mostOfEdge).toBeGreaterThan(0);
  });
});
