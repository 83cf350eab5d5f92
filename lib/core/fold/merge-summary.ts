import { addSaturating } from './add-saturating.ts';
import type { Summary } from './summary.ts';

/** Takes the counts of `source` over into `target`. Associative and commutative, bit for bit. */
export const mergeInto = (target: Summary, source: Summary): void => {
  target.starts = addSaturating(target.starts, source.starts);
  target.reports = addSaturating(target.reports, source.reports);
  target.coldStarts = addSaturating(target.coldStarts, source.coldStarts);
  target.errorLines = addSaturating(target.errorLines, source.errorLines);
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
  // By methods of what is there, so that this file needs no code of what is rarely there.
  if (source.failures !== undefined) {
    if (target.failures === undefined) target.failures = source.failures.copy();
    else target.failures.merge(source.failures);
  }
  if (source.outside !== undefined) {
    if (target.outside === undefined) target.outside = source.outside.copy();
    else target.outside.merge(source.outside);
  }
};
