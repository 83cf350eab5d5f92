import type { AlarmEdge } from '../detect/alarm-edge.ts';
import { type FunctionId, type FunctionKey, functionIdOf } from '../function-key.ts';
import { hash53 } from '../hash.ts';
import type { SlotEdges } from '../incident/ledger-input.ts';
import { isFunctionKey } from '../subject.ts';
import { addMinutes, MINUTES_PER_DAY, type Minute, minute } from '../units.ts';

/** An alarm whose function was gone when it came: hash of the alarm's id, and the newest window of it that is dropped. */
export type RetiredAlarm = readonly [alarmHash: number, until: Minute];

/** No alarm is open for longer than a day, and slots tell again what is hours old. */
const REMEMBERED_MINUTES = 2 * MINUTES_PER_DAY;
/** About 30 KB. Beyond, the oldest are forgotten; their edges are final by then. */
const MOST_REMEMBERED = 1_000;

/** What is known of retired alarms, and the edges of a tick. */
export interface RetiringTick {
  readonly slots: readonly SlotEdges[];
  readonly retired: readonly RetiredAlarm[];
  /** Whether the ledger has an alarm: it is told to its end, whatever became of its function. */
  readonly isKnown: (alarmId: string) => boolean;
}

/** Fewer calls than usual, or none: all that a function does that is no longer there. */
const isOfFewerCalls = (edge: AlarmEdge): boolean =>
  edge.type !== 'closed' &&
  edge.signal === 'invocations' &&
  edge.evidence.direction === 'down' &&
  isFunctionKey(edge.function);

const dropped = (slots: readonly SlotEdges[], marks: ReadonlyMap<number, Minute>): readonly SlotEdges[] => {
  if (marks.size === 0) return slots;
  const isLeft = ({ id, minute: window }: AlarmEdge): boolean =>
    window > (marks.get(hash53(id)) ?? Number.NEGATIVE_INFINITY);
  return slots.map((slot) => ({ ...slot, edges: slot.edges.filter(isLeft) }));
};

/** Edges that are new, by alarm, of alarms that could come of a function's end. */
const candidatesOf = ({ slots, retired, isKnown }: RetiringTick): ReadonlyMap<string, readonly AlarmEdge[]> => {
  const edges = dropped(slots, new Map(retired)).flatMap((slot) => slot.edges);
  const ids = new Set(edges.filter((edge) => isOfFewerCalls(edge) && !isKnown(edge.id)).map(({ id }) => id));
  return new Map([...ids].toSorted().map((id) => [id, edges.filter((edge) => edge.id === id)]));
};

/** Functions of which AWS is to be asked whether they exist, before the ledger takes in what is said of them. */
export const functionsInDoubt = (tick: RetiringTick): readonly FunctionKey[] => {
  const keys = [...candidatesOf(tick).values()].flatMap(([edge]) => (edge === undefined ? [] : [edge.function]));
  return [...new Map(keys.map((key) => [functionIdOf(key), key])).values()];
};

/**
 * The edges without alarms of fewer calls of functions that are gone. They stay dropped when they are told again, until
 * the alarm opens or rises once more: then AWS is asked once more, as a function may have come back under its name.
 */
export const retireEdges = (tick: RetiringTick, gone: ReadonlySet<FunctionId>) => {
  const marks = new Map(tick.retired);
  let count = 0;
  for (const [id, edges] of candidatesOf(tick)) {
    const alarmHash = hash53(id);
    const isGone = edges.some((edge) => gone.has(functionIdOf(edge.function)));
    if (isGone) {
      count++;
      marks.set(alarmHash, minute(Math.max(...edges.map((edge) => edge.minute))));
    } else if (marks.has(alarmHash)) {
      // Back: the alarm begins with what is new of it, as the ledger passes over one whose first edge is a closing.
      const opening = Math.min(...edges.filter(isOfFewerCalls).map((edge) => edge.minute));
      marks.set(alarmHash, addMinutes(minute(opening), -1));
    }
  }
  const newest = Math.max(...tick.slots.map(({ until }) => until));
  const retired = [...marks]
    .filter(([, until]) => newest - until <= REMEMBERED_MINUTES)
    .toSorted(([a, untilA], [b, untilB]) => untilB - untilA || a - b)
    .slice(0, MOST_REMEMBERED);
  return { slots: dropped(tick.slots, marks), retired, count };
};
