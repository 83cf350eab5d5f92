import { usualAtLeast } from '../baseline/usual-rate.ts';
import type { FunctionId, FunctionKey } from '../function-key.ts';
import { addMinutes, type Minute } from '../units.ts';
import type { Member } from './fleet-member.ts';

/**
 * Logs come late sometimes, all of one account and Region together. They are judged anew when they come within the
 * horizon of 20 minutes; until a little later it is not told that everybody is silent.
 */
const PATIENCE_MINUTES = 25;
/** … and not again within the hour: a source that stutters must not silence its functions' alarms for good. */
const AGAIN_AFTER_MINUTES = 60;
/** As many functions, this one included, must be silent together … */
const LEAST_FUNCTIONS = 3;
/** … each for so long that as many runs of it are missing: by chance one function in twenty is. */
const LEAST_MISSING = 3;

interface LogSource {
  /** The last minute in which anything came. */
  heardAt: Minute;
  /** First minute of the latest stretch in which too much was missing at once; its logs may be on their way. */
  lateFrom: Minute | undefined;
}

/** Where logs come from together: accounts and their Regions. */
export class LogSources {
  readonly #sources = new Map<string, LogSource>();
  /** The source heard last, as most minutes hear the same ones again and again. */
  #newest = { account: '', region: '', at: -1 };

  /** Anything of a function came in the minute `at`; `lateFrom` as it was stored. */
  hear({ account, region }: FunctionKey, at: Minute, lateFrom?: Minute): void {
    const { account: lastAccount, region: lastRegion, at: last } = this.#newest;
    if (at === last && account === lastAccount && region === lastRegion) return;
    this.#newest = { account, region, at };
    const name = sourceOf({ account, region });
    const source = this.#sources.get(name);
    if (source === undefined) this.#sources.set(name, { heardAt: at, lateFrom });
    else if (at > source.heardAt) source.heardAt = at;
  }

  /**
   * Takes note of who is missing, once everybody who spoke in `minute` was heard.
   * @returns whether patience with any source ends in this minute
   */
  close(minute: Minute, members: ReadonlyMap<FunctionId, Member>): boolean {
    let endsAny = false;
    for (const [name, source] of this.#sources) {
      const { heardAt, lateFrom } = source;
      if (lateFrom !== undefined && minute === lateFrom + PATIENCE_MINUTES) endsAny = true;
      if (lateFrom !== undefined && minute < lateFrom + AGAIN_AFTER_MINUTES) continue;
      const mayBeLate = heardAt < minute && minute < heardAt + PATIENCE_MINUTES;
      source.lateFrom = mayBeLate && areMissing(members.values(), name, minute) ? addMinutes(heardAt, 1) : undefined;
    }
    return endsAny;
  }

  /** Whether calls of a function's last minutes may be on their way, so that none are missed yet. */
  isLate(key: FunctionKey, minute: Minute): boolean {
    const from = this.lateFrom(key);
    return from !== undefined && minute < from + PATIENCE_MINUTES;
  }

  /** Whether patience with a function's source ends in `minute`: what was held back is told then. */
  isTold(key: FunctionKey, minute: Minute): boolean {
    const from = this.lateFrom(key);
    return from !== undefined && minute === from + PATIENCE_MINUTES;
  }

  /** Since when a function's source is, or lately was, late; it is stored with each function. */
  lateFrom(key: FunctionKey): Minute | undefined {
    return this.#sources.get(sourceOf(key))?.lateFrom;
  }
}

const sourceOf = ({ account, region }: Pick<FunctionKey, 'account' | 'region'>): string => `${account}/${region}`;

/** Whether several functions of a source should have been heard since each was last. */
const areMissing = (members: Iterable<Member>, name: string, at: Minute): boolean => {
  let functions = 0;
  for (const { hasOwnLog, state } of members) {
    if (!hasOwnLog || sourceOf(state.key) !== name) continue;
    const { usual, silence, isDormant } = state.detectors.invocations;
    const perMinute = usualAtLeast(usual, at) / Math.max(1, silence.callsPerWindow);
    if (!isDormant && perMinute * (at - silence.lastCall) >= LEAST_MISSING) functions++;
    if (functions >= LEAST_FUNCTIONS) return true;
  }
  return false;
};
