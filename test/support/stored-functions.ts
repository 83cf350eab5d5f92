import type { FunctionState } from '../../lib/core/detect/function-state.ts';
import { DAY, makeNoise, poisson, type Story, tell, type WindowParts } from './windows.ts';

const usual = (noise: () => number, elapsed: number): WindowParts => {
  const calls = 1 + poisson(noise, 5 + 4 * Math.sin((elapsed / DAY) * 2 * Math.PI));
  const failed = noise() < 0.02 ? 1 : 0;
  return {
    invocations: calls,
    errors: failed,
    kinds: failed > 0 ? { TypeError: failed } : {},
    coldStarts: noise() < 0.05 ? 1 : 0,
    durationsMs: Array.from({ length: Math.min(calls, 6) }, () => 60 + 120 * noise() ** 3),
    outbound: { 'api.example.com': calls, 'dynamodb.eu-west-1.amazonaws.com': 2 * calls },
    memoryMb: [90 + 5 * noise(), 256],
  };
};

const TROUBLE_DAY = 16;

const troubled = (noise: () => number, elapsed: number): WindowParts => {
  const before = usual(noise, elapsed);
  if (elapsed < TROUBLE_DAY * DAY) return before;
  const calls = 40;
  return {
    invocations: calls,
    errors: 25,
    timeouts: 12,
    kinds: { Timeout: 12, 'Runtime.ExitError': 13 },
    coldStarts: 38,
    durationsMs: Array.from({ length: 12 }, () => 900 + 50 * noise()),
    outbound: { ...before.outbound, 'xmr.pool.example:3333': 4, '203.0.113.9:4444': 2 },
    memoryMb: [252, 256],
    versions: { '2': calls },
  };
};

const told = (seed: number, story: (noise: () => number, elapsed: number) => WindowParts | undefined, days: number) => {
  const noise = makeNoise(seed);
  const seeded: Story = (elapsed) => story(noise, elapsed);
  return tell(seeded, days).state;
};

/** Functions whose stored states together hold every part that a state may have. Always the same, by seed. */
export const STORED_FUNCTIONS: Readonly<Record<string, () => FunctionState>> = {
  'just-seen': () => told(1, (_, elapsed) => (elapsed === 600 ? { durationsMs: [12] } : undefined), 0.5),
  usual: () => told(2, usual, 17.4),
  'in-trouble': () => told(3, troubled, TROUBLE_DAY + 0.06),
  'called-rarely': () => told(4, (noise, elapsed) => (elapsed % 360 === 0 ? usual(noise, elapsed) : undefined), 20),
  'gone-silent': () =>
    told(5, (noise, elapsed) => (elapsed < TROUBLE_DAY * DAY ? usual(noise, elapsed) : undefined), TROUBLE_DAY + 0.3),
};
