import { hash53 } from '../../lib/core/hash.ts';

const TEXT = 'the same text for ever; '.repeat(2_000);
const ROUNDS = 40;

/** Milliseconds of CPU since. */
export const cpuMsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/**
 * The same work each time, some milliseconds that leave no garbage: what they take says at which pace the machine runs now. A
 * shared one runs half as fast in one minute as in the next.
 *
 * @returns milliseconds of CPU
 */
export const yardstick = (): number => {
  const before = process.cpuUsage();
  let hash = 0;
  for (let round = 0; round < ROUNDS; round++) hash = hash53(TEXT, hash & 0xff);
  const ms = cpuMsSince(before);
  // Never true: so that nobody may leave the work out.
  return hash < 0 ? Number.NaN : ms;
};
