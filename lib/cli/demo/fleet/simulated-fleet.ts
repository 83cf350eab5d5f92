import { addMinutes, type Minute } from '../../../core/units.ts';
import { castFleet } from './cast-fleet.ts';
import { FunctionProcess } from './function-process.ts';
import type { FunctionProfile } from './function-profile.ts';
import type { Invocation } from './invocation.ts';
import type { Story } from './story.ts';
import { writeStory } from './write-story.ts';

export interface FleetOptions {
  readonly seed: number;
  readonly functions: number;
  readonly from: Minute;
  /** Troubles are hidden from here on. */
  readonly watchedFrom: Minute;
  readonly until: Minute;
}

export interface FunctionMinute {
  readonly profile: FunctionProfile;
  readonly invocations: readonly Invocation[];
}

/** An account full of functions, running minute by minute. The same options tell the same story, bit for bit. */
export class SimulatedFleet {
  readonly profiles: readonly FunctionProfile[];
  readonly story: Story;
  readonly #processes: readonly FunctionProcess[];
  #minute: Minute;

  constructor(options: FleetOptions) {
    this.profiles = castFleet(options.seed, options.functions);
    this.story = writeStory(options.seed, this.profiles, options);
    this.#processes = this.profiles.map(
      (profile) => new FunctionProcess(profile, this.story, options.seed, options.from),
    );
    this.#minute = options.from;
  }

  /** The minute that {@link nextMinute} will tell of. */
  get minute(): Minute {
    return this.#minute;
  }

  /** What every function did in the next minute; functions that did nothing are left out. */
  nextMinute(): FunctionMinute[] {
    this.#minute = addMinutes(this.#minute, 1);
    return this.#processes
      .map((process) => ({ profile: process.profile, invocations: process.nextMinute() }))
      .filter(({ invocations }) => invocations.length > 0);
  }
}
