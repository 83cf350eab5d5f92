import type { LogBatch } from '../decode/log-batch.ts';
import type { ReportFigures } from '../parse/observation.ts';
import { MS_PER_MINUTE, minuteOf } from '../units.ts';
import { addSaturating } from './add-saturating.ts';
import { countDestination } from './count-destination.ts';
import { foldOutside } from './fold-outside.ts';
import { type FoldContext, type Observed, observeBatch } from './observe-batch.ts';
import type { Summary } from './summary.ts';
import type { SummaryTable } from './summary-table.ts';
import type { Tally } from './tally.ts';

/**
 * Folds a batch into the table. Each event contributes by itself, so the table depends only on the set of events that
 * were folded, however they were batched and ordered.
 */
export const foldBatch = (batch: LogBatch, into: SummaryTable, tally: Tally, context: FoldContext): void =>
  observeBatch(batch, context, tally, (observed) => foldObserved(observed, into));

/** Folds one observation. */
export const foldObserved = (observed: Observed, into: SummaryTable): void => {
  const { at, logStream, observation } = observed;
  const summary = into.at(observed.functionId, minuteOf(at));
  switch (observation.kind) {
    case 'invocation-started':
      summary.starts++;
      summary.versions.add(observation.version ?? observed.version ?? 'unknown');
      return;
    case 'invocation-reported':
      foldReport(observation.figures, summary);
      return;
    case 'invocation-failed': {
      const { requestId, errorKind } = observation;
      const ms = at % MS_PER_MINUTE;
      if (requestId === undefined) summary.failures.addAnonymous('anonymous', logStream, ms, errorKind, into.salt);
      else summary.failures.addIdentified(logStream, requestId, ms, errorKind, into.salt);
      return;
    }
    case 'init-failed': {
      const role = observation.phase === 'invoke' ? 'late-init' : 'init';
      summary.failures.addAnonymous(role, logStream, at % MS_PER_MINUTE, observation.errorKind, into.salt);
      return;
    }
    case 'error-line':
      summary.errorLines++;
      return;
    case 'outbound-call':
      countDestination(observation.destination, summary);
      return;
    case 'flow-sent':
    case 'flow-rejected':
    case 'flow-records-lost':
    case 'dns-query':
    case 'api-call':
    case 'credential-use':
    case 'deploy':
      foldOutside(observation, summary, into.salt);
      return;
    case 'app-line':
    case 'dns-other':
    case 'environment-event':
    case 'flow-no-data':
    case 'flow-other':
    case 'init-reported':
    case 'init-started':
    case 'invocation-ended':
    case 'logs-dropped':
    case 'span-other':
    case 'web-function-line':
      return;
  }
};

const foldReport = (figures: ReportFigures, summary: Summary): void => {
  const initUs = (figures.initUs ?? 0) + (figures.restoreUs ?? 0);
  summary.reports++;
  if (figures.initUs !== undefined || figures.restoreUs !== undefined) summary.coldStarts++;
  summary.durations.add(figures.durationUs);
  summary.durationUsSum = addSaturating(summary.durationUsSum, figures.durationUs);
  summary.durationUsMax = Math.max(summary.durationUsMax, figures.durationUs);
  summary.billedMsSum = addSaturating(summary.billedMsSum, figures.billedMs ?? 0);
  summary.initUsSum = addSaturating(summary.initUsSum, initUs);
  summary.memoryUsedMbMax = Math.max(summary.memoryUsedMbMax, figures.memoryUsedMb ?? 0);
  summary.memorySizeMb = Math.max(summary.memorySizeMb, figures.memorySizeMb ?? 0);
};
