import type { Trouble } from './fleet/story.ts';

const factorWords = (factor: number): string => `${factor.toFixed(1)} times`;

/** What was hidden, in a few words. */
export const troubleWords = (trouble: Trouble): string => {
  switch (trouble.kind) {
    case 'rate-spike':
      return `rate spike, ${factorWords(trouble.factor)} the usual traffic`;
    case 'outage':
      return 'outage, no invocations';
    case 'error-spike':
      return `error spike, ${Math.round(trouble.failureShare * 100)} % ${trouble.failure.errorType}`;
    case 'slow-deploy':
      return `deploy that makes it ${factorWords(trouble.factor)} slower`;
    case 'new-destination':
      return `calls to ${trouble.host}`;
  }
};
