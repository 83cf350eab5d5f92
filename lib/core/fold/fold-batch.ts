import type { LogBatch } from '../decode/log-batch.ts';
import type { Observation } from '../parse/observation.ts';
import { MS_PER_MINUTE, minuteOf } from '../units.ts';
import { countDestination } from './count-destination.ts';
import { FailureMarks } from './failure-marks.ts';
import { foldReport, foldStarts } from './fold-invocation.ts';
import { foldOutside } from './fold-outside.ts';
import { type FoldContext, type Observed, observeBatch } from './observe-batch.ts';
import { OutsideFacts } from './outside-facts.ts';
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
  if (isOnlyTallied(observation)) return;
  const summary = into.at(observed.functionId, minuteOf(at));
  switch (observation.kind) {
    case 'invocation-started':
      foldStarts(1, observation.version ?? observed.version, summary);
      return;
    case 'invocation-reported':
      foldReport(observation.figures, summary);
      return;
    case 'invocation-failed': {
      const { requestId, errorKind } = observation;
      const ms = at % MS_PER_MINUTE;
      if (requestId === undefined) marksOf(summary).addAnonymous('anonymous', logStream, ms, errorKind, into.salt);
      else marksOf(summary).addIdentified(logStream, requestId, ms, errorKind, into.salt);
      return;
    }
    case 'init-failed': {
      const role = observation.phase === 'invoke' ? 'late-init' : 'init';
      marksOf(summary).addAnonymous(role, logStream, at % MS_PER_MINUTE, observation.errorKind, into.salt);
      return;
    }
    case 'error-line':
      summary.errorLines++;
      return;
    case 'outbound-call':
      // Says that the summary is not of the function's own log alone.
      if (observed.source !== 'lambda') summary.outside ??= new OutsideFacts(into.salt);
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

const marksOf = (summary: Summary): FailureMarks => {
  summary.failures ??= new FailureMarks();
  return summary.failures;
};

/** Records that say nothing about whom they name: it may be anything that has an address. */
const isOnlyTallied = ({ kind }: Observation): boolean =>
  kind === 'dns-other' || kind === 'flow-no-data' || kind === 'flow-other' || kind === 'span-other';
