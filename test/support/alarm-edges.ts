import type { AlarmEdge, ClosedBecause, OpenAlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import type { Evidence } from '../../lib/core/detect/verdict.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import { functionIdOf } from '../../lib/core/function-key.ts';
import type { LedgerInput } from '../../lib/core/incident/ledger.ts';
import type { Signal } from '../../lib/core/signal.ts';
import { addMinutes, epochMs, minute, minuteOf, startOf } from '../../lib/core/units.ts';

/** 2026-01-06T20:00Z: minute 0 of the stories told in tests. */
export const STORY_START = minuteOf(epochMs(Date.UTC(2026, 0, 6, 20)));

export const at = (storyMinute: number) => addMinutes(STORY_START, storyMinute);

export const aFunction = (name: string, account = '123456789012', region = 'eu-west-1'): FunctionKey => ({
  account,
  region,
  name,
});

export const anEvidence = (signal: Signal = 'errors', change: Partial<Evidence> = {}): Evidence => ({
  signal,
  direction: 'up',
  observed: 14,
  expected: { lower: 0, upper: 2.1 },
  unit: 'errors/min',
  score: 2,
  sampleSize: 120,
  comparedWith: 'same hour of the week, 14 days',
  since: at(0),
  severity: 'medium',
  afterDeploy: false,
  facts: [],
  ...change,
});

/** One alarm of a function, told as edges. Minutes are story minutes. */
export class AnAlarm {
  readonly #function: FunctionKey;
  readonly #openedAt: number;
  readonly #evidence: Evidence;

  constructor(name: string | FunctionKey, openedAt: number, evidence: Evidence = anEvidence()) {
    this.#function = typeof name === 'string' ? aFunction(name) : name;
    this.#openedAt = openedAt;
    this.#evidence = { ...evidence, since: at(openedAt) };
  }

  get id(): string {
    return `${functionIdOf(this.#function)}|${this.#evidence.signal}|${at(this.#openedAt)}`;
  }

  opens(): AlarmEdge {
    return this.#edge('opened', this.#openedAt, this.#evidence);
  }

  worsens(storyMinute: number, change: Partial<Evidence>): AlarmEdge {
    return this.#edge('updated', storyMinute, { ...this.#evidence, ...change });
  }

  closes(storyMinute: number, closedBecause: ClosedBecause = 'quiet'): AlarmEdge {
    return { ...this.#parts(storyMinute), type: 'closed', closedBecause };
  }

  #edge(type: OpenAlarmEdge['type'], storyMinute: number, evidence: Evidence): AlarmEdge {
    return { ...this.#parts(storyMinute), type, evidence };
  }

  #parts(storyMinute: number) {
    return {
      id: this.id,
      function: this.#function,
      signal: this.#evidence.signal,
      minute: at(storyMinute),
      openedAt: at(this.#openedAt),
    };
  }
}

export interface TickOptions {
  /** Windows up to this story minute are final; default: nothing is. */
  readonly finalUntil?: number;
  readonly activeFunctions?: number;
  readonly slot?: number;
}

/** The tick that evaluates the window of a story minute, two minutes after it began; edges beyond are left out. */
export const tickAt = (storyMinute: number, edges: readonly AlarmEdge[], options: TickOptions = {}): LedgerInput => ({
  now: startOf(at(storyMinute + 2)),
  slots: [
    {
      slot: options.slot ?? 0,
      finalUntil: at(options.finalUntil ?? -1_000),
      until: minute(at(storyMinute)),
      edges: edges.filter((edge) => edge.minute <= at(storyMinute) && edge.minute > at(options.finalUntil ?? -1_000)),
      activeFunctions: options.activeFunctions ?? 60,
    },
  ],
});
