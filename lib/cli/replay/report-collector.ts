import type { HistoryPoint } from '../../core/detect/history-point.ts';
import { quantileMs } from '../../core/fold/duration-quantile.ts';
import { DurationSketch } from '../../core/fold/duration-sketch.ts';
import type { Window } from '../../core/fold/window.ts';
import { type FunctionId, functionIdOf, functionKeyOf } from '../../core/function-key.ts';
import type { Incident, Transition } from '../../core/incident/incident.ts';
import type { ReportFunction } from '../../core/picture/report-model.ts';
import type { Fleet } from '../../core/pipeline/fleet.ts';
import { HISTORY_MINUTES, HistoryRecorder, quarterOf } from '../../core/pipeline/history-recorder.ts';
import { severityRank } from '../../core/signal.ts';
import { isFunctionId } from '../../core/subject.ts';
import { addMinutes, MINUTES_PER_DAY, type Minute, minuteOf } from '../../core/units.ts';

/** Points kept over all functions: about 100 MB. */
const MAX_POINTS = 400_000;
/** A day of quarters is kept of every function, however many there are. */
const LEAST_POINTS = 96;
/** Incidents of a report; beyond, the least severe ones are left out. */
const MAX_INCIDENTS = 500;
/** Kept around an incident, whatever else is forgotten. */
const MINUTES_BEFORE = MINUTES_PER_DAY;
const MINUTES_AFTER = 6 * 60;

interface Collected {
  invocations: number;
  errors: number;
  coldStarts: number;
  readonly durations: DurationSketch;
  points: HistoryPoint[];
}

/** Gathers what a report shows while a replay runs, in bounded memory: the newest history, and that around incidents. */
export class ReportCollector {
  readonly #functions = new Map<FunctionId, Collected>();
  readonly #incidents = new Map<string, Incident>();
  readonly #recorder = new HistoryRecorder();
  #points = 0;
  #incidentsLeftOut = 0;

  readonly onWindow = (id: FunctionId, window: Window): void => {
    if (!isFunctionId(id)) return;
    const collected = this.#of(id);
    collected.invocations += window.invocations;
    collected.errors += window.errors;
    collected.coldStarts += window.coldStarts;
    collected.durations.merge(window.durations);
    this.#recorder.observe(id, window);
  };

  readonly onMinute = (minute: Minute, fleet: Fleet): void => {
    if ((minute + 1) % HISTORY_MINUTES !== 0) return;
    for (const [id, point] of this.#recorder.take(quarterOf(minute), fleet)) {
      this.#of(id).points.push(point);
      this.#points++;
    }
    if (this.#points > MAX_POINTS) this.#forget();
  };

  onTransitions(transitions: readonly Transition[]): void {
    for (const { incident } of transitions) this.#incidents.set(incident.id, incident);
    while (this.#incidents.size > MAX_INCIDENTS) this.#dropLeastSevere();
  }

  /** Incidents that the report has no room for. */
  get incidentsLeftOut(): number {
    return this.#incidentsLeftOut;
  }

  get incidents(): Incident[] {
    return [...this.#incidents.values()].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  }

  get functions(): ReportFunction[] {
    return [...this.#functions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { invocations, errors, coldStarts, durations, points }]) => ({
        key: functionKeyOf(id),
        invocations,
        errors,
        coldStarts,
        durationMsMedian: quantileMs(durations, 0.5),
        history: points,
      }));
  }

  #of(id: FunctionId): Collected {
    let collected = this.#functions.get(id);
    if (collected === undefined) {
      collected = { invocations: 0, errors: 0, coldStarts: 0, durations: new DurationSketch(), points: [] };
      this.#functions.set(id, collected);
    }
    return collected;
  }

  /** Halves what is kept: the newest points of each function, and those around its incidents. */
  #forget(): void {
    const share = Math.max(LEAST_POINTS, Math.floor(MAX_POINTS / 2 / this.#functions.size));
    const spans = this.#incidentSpans();
    this.#points = 0;
    for (const [id, collected] of this.#functions) {
      const old = collected.points.length - share;
      const wanted = spans.get(id) ?? [];
      collected.points = collected.points.filter(
        ({ minute }, index) => index >= old || wanted.some(([from, until]) => minute >= from && minute <= until),
      );
      this.#points += collected.points.length;
    }
  }

  #incidentSpans(): Map<FunctionId, [Minute, Minute][]> {
    const spans = new Map<FunctionId, [Minute, Minute][]>();
    for (const { members, startedAt, endedAt } of this.#incidents.values()) {
      const started = minuteOf(startedAt);
      const ended = endedAt === null ? started : minuteOf(endedAt);
      for (const member of members) {
        const id = functionIdOf(member.function);
        const known = spans.get(id) ?? [];
        spans.set(id, [...known, [addMinutes(started, -MINUTES_BEFORE), addMinutes(ended, MINUTES_AFTER)]]);
      }
    }
    return spans;
  }

  #dropLeastSevere(): void {
    let least: Incident | undefined;
    for (const incident of this.#incidents.values()) {
      if (least === undefined || severityRank(incident.severity) < severityRank(least.severity)) least = incident;
    }
    if (least === undefined) return;
    this.#incidents.delete(least.id);
    this.#incidentsLeftOut++;
  }
}
