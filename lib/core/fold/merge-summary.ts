import { addSaturating } from './add-saturating.ts';
import { emptyOutsideFacts, mergeOutsideInto } from './outside-facts.ts';
import type { Summary } from './summary.ts';

/** Takes the counts of `source` over into `target`. Associative and commutative, bit for bit. */
export const mergeInto = (target: Summary, source: Summary): void => {
  target.starts = addSaturating(target.starts, source.starts);
  target.reports = addSaturating(target.reports, source.reports);
  target.coldStarts = addSaturating(target.coldStarts, source.coldStarts);
  target.errorLines = addSaturating(target.errorLines, source.errorLines);
  target.failures.merge(source.failures);
  target.countedErrors = addSaturating(target.countedErrors, source.countedErrors);
  target.countedTimeouts = addSaturating(target.countedTimeouts, source.countedTimeouts);
  target.countedErrorKinds.merge(source.countedErrorKinds);
  target.durations.merge(source.durations);
  target.durationUsSum = addSaturating(target.durationUsSum, source.durationUsSum);
  target.durationUsMax = Math.max(target.durationUsMax, source.durationUsMax);
  target.billedMsSum = addSaturating(target.billedMsSum, source.billedMsSum);
  target.initUsSum = addSaturating(target.initUsSum, source.initUsSum);
  target.memoryUsedMbMax = Math.max(target.memoryUsedMbMax, source.memoryUsedMbMax);
  target.memorySizeMb = Math.max(target.memorySizeMb, source.memorySizeMb);
  target.versions.merge(source.versions);
  target.destinations.merge(source.destinations);
  target.riskyDestinations.merge(source.riskyDestinations);
  if (source.outside !== undefined) {
    target.outside ??= emptyOutsideFacts(target.destinations.salt);
    mergeOutsideInto(target.outside, source.outside);
  }
};
