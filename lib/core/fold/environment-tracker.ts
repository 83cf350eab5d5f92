import type { FunctionId } from '../function-key.ts';
import type { EpochMs } from '../units.ts';
import { Environment } from './environment.ts';

/** Longest invocation, with room for lines that come late. */
const HORIZON_MS = 20 * 60_000;
/** Environments seen within the last {@link HORIZON_MS}. */
export class EnvironmentTracker {
  readonly #environments = new Map<string, Environment>();
  #sweptAt = 0;

  environment(functionId: FunctionId, logStream: string, at: EpochMs): Environment {
    if (at - this.#sweptAt > HORIZON_MS) this.#sweep(at);
    const key = `${functionId}\n${logStream}`;
    let environment = this.#environments.get(key);
    if (environment === undefined) {
      environment = new Environment(at);
      this.#environments.set(key, environment);
    }
    environment.lastAt = at;
    return environment;
  }

  #sweep(at: EpochMs): void {
    this.#sweptAt = at;
    const limit = at - HORIZON_MS;
    for (const [key, environment] of this.#environments) {
      if (environment.lastAt < limit) this.#environments.delete(key);
      else environment.forgetBefore(limit);
    }
  }
}
