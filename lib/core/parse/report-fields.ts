import { EXIT_KIND, errorKindOf, TIMEOUT_KIND } from './error-kind.ts';
import type { ReportFigures } from './observation.ts';
import { MAX_MB, MAX_MS } from './vocabulary.ts';

/** Labels of REPORT, INIT_REPORT and RESTORE_REPORT lines. Longer ones first: one label may end with another. */
const LABELS = [
  'Billed Restore Duration',
  'Restore Duration',
  'Billed Duration',
  'Max Memory Used',
  'Init Duration',
  'Memory Size',
  'Error Type',
  'Duration',
  'Status',
  'Phase',
] as const;

type ReportField = (typeof LABELS)[number];

const FIELD = new RegExp(`(?:^|[ \\t\\r\\n]|\\\\[trn])(${LABELS.join('|')}): *([^ \\t\\r\\n\\\\]+)`, 'g');

/**
 * Fields of a report line as a set: their order varies between versions, and copies turn tabs into blanks (or into a
 * written-out `\t`). The first value of a field counts.
 */
export const reportFieldsOf = (text: string): ReadonlyMap<ReportField, string> => {
  const fields = new Map<ReportField, string>();
  for (const [, label, value] of text.matchAll(FIELD)) {
    if (isReportField(label) && value !== undefined && !fields.has(label)) fields.set(label, value);
  }
  return fields;
};

const isReportField = (label: string | undefined): label is ReportField => LABELS.some((known) => known === label);

const NUMBER = /^\d{1,12}(?:\.\d{1,9})?$/;

/** A measured figure; `undefined` for whatever cannot be one. */
export const figureOf = (value: unknown, max: number): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= max ? value : undefined;

const numberOf = (text: string | undefined, max: number): number | undefined => {
  if (text === undefined || !NUMBER.test(text)) return undefined;
  return figureOf(Number(text), max);
};

/** A decimal number of milliseconds, as whole microseconds. */
export const usOfMs = (text: string | undefined): number | undefined => usOf(numberOf(text, MAX_MS));

/** Milliseconds as whole microseconds. */
export const usOf = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms * 1_000);

/** What a report measures, as its line says it. */
interface Measured {
  readonly durationMs: number | undefined;
  readonly billedMs: number | undefined;
  readonly memorySizeMb: number | undefined;
  readonly memoryUsedMb: number | undefined;
  readonly initMs: number | undefined;
  readonly restoreMs: number | undefined;
}

/** Figures of a report in whole units; `undefined` without a duration. */
export const reportFiguresOf = (measured: Measured): ReportFigures | undefined => {
  const { billedMs, memorySizeMb, memoryUsedMb } = measured;
  const durationUs = usOf(measured.durationMs);
  if (durationUs === undefined) return undefined;
  const initUs = usOf(measured.initMs);
  const restoreUs = usOf(measured.restoreMs);
  return {
    durationUs,
    ...(billedMs !== undefined && { billedMs: Math.round(billedMs) }),
    ...(memorySizeMb !== undefined && { memorySizeMb: Math.round(memorySizeMb) }),
    ...(memoryUsedMb !== undefined && { memoryUsedMb: Math.round(memoryUsedMb) }),
    ...(initUs !== undefined && { initUs }),
    ...(restoreUs !== undefined && { restoreUs }),
  };
};

/** Figures of a REPORT line; `undefined` without a readable `Duration`. */
export const textFiguresOf = (fields: ReadonlyMap<ReportField, string>): ReportFigures | undefined =>
  reportFiguresOf({
    durationMs: numberOf(fields.get('Duration'), MAX_MS),
    billedMs: numberOf(fields.get('Billed Duration'), MAX_MS),
    memorySizeMb: numberOf(fields.get('Memory Size'), MAX_MB),
    memoryUsedMb: numberOf(fields.get('Max Memory Used'), MAX_MB),
    initMs: numberOf(fields.get('Init Duration'), MAX_MS),
    restoreMs: numberOf(fields.get('Restore Duration'), MAX_MS),
  });

/**
 * Why the line says that it failed; `undefined` when it does not. No status, or `success`, does not prove that the
 * handler returned normally: a reported exception is a success to the platform.
 */
export const failureKindOf = (fields: ReadonlyMap<ReportField, string>): string | undefined => {
  const status = fields.get('Status');
  if (status === undefined || status === 'success') return undefined;
  return failureKind(status, fields.get('Error Type'));
};

/** Kind of a failing status; statuses that are not known yet are failures of unknown kind. */
export const failureKind = (status: string, errorType: string | undefined): string => {
  if (status === 'timeout') return TIMEOUT_KIND;
  return errorType === undefined ? EXIT_KIND : errorKindOf(errorType);
};
