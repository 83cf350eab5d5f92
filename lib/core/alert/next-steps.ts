import type { Evidence } from '../detect/verdict.ts';
import { factsOf } from './evidence-sentence.ts';

const forSilence = [
  'Check that what calls it (trigger, schedule, queue, API) still runs and may still invoke it.',
  'Look for throttling or reserved concurrency 0, and for a deleted or disabled event source.',
];

const forBreakIn = [
  'Ask who owns the function whether the call is intended.',
  'If not, treat it as a break-in: set reserved concurrency to 0, revoke the sessions of its role, keep the logs.',
];

const forTunnel = ['Many random names under one domain can carry data out, hidden in DNS lookups.', ...forBreakIn];

const forTheft = [
  'Unless somebody of yours used them on purpose, revoke the sessions of the role now (IAM, role, Revoke sessions).',
  'Find in CloudTrail what else was called from that address; then find how the credentials got out of the function.',
];

const bySignal = ({ signal, direction, facts }: Evidence): readonly string[] => {
  switch (signal) {
    case 'invocations':
      if (direction === 'down') return forSilence;
      return [
        'Find out who calls: a retry loop, a redelivered queue, a crawler, a new customer?',
        'If it costs you, cap it with reserved concurrency.',
      ];
    case 'errors':
    case 'new-error':
      return [
        'Read the errors of that window (link below).',
        'If a service that it calls is down, see whether retries make it worse.',
      ];
    case 'duration':
      return [
        'See which calls became slow: a dependency, a cold cache, more data per call?',
        'Compare with the time-out: slow calls end as errors.',
      ];
    case 'timeouts':
      return [
        'Find the call that hangs; give it a time-out shorter than that of the function.',
        'Check the services that it waits for.',
      ];
    case 'cold-starts':
      return [
        'Check whether concurrency rose, or whether processes crash and start anew.',
        'Provisioned concurrency helps where start-up time hurts.',
      ];
    case 'memory':
      return ['Raise the memory size before calls are killed.', 'If it grows from call to call, look for a leak.'];
    case 'outbound':
      if (facts.some((fact) => fact.kind === 'lookups')) return forTunnel;
      if (facts.some((fact) => fact.kind === 'bytes' && fact.isNew)) return forBreakIn;
      if (direction !== 'new')
        return ['See which destination takes the calls, and whether a loop or a leak of data is behind them.'];
      return facts.some((fact) => fact.kind === 'destination' && fact.risk >= 2)
        ? forBreakIn
        : ['Ask who owns the function whether the call is intended.'];
    case 'api-calls':
      if (facts.some((fact) => fact.kind === 'credential-use')) return forTheft;
      return ['Ask who owns the function whether the calls are intended; if not, revoke the sessions of its role.'];
  }
};

/** What to do next, most useful first: one or two short sentences. A fresh deploy comes first, as it is quickly undone. */
export const nextSteps = (evidence: Evidence): readonly string[] => {
  const [deploy] = factsOf(evidence, 'deploy');
  const isTheft = factsOf(evidence, 'credential-use').length > 0;
  const rollBack =
    !isTheft && (evidence.afterDeploy || deploy !== undefined) ? ['If the deploy is the cause, roll it back.'] : [];
  return [...rollBack, ...bySignal(evidence)];
};
