import * as v from 'valibot';
import type { Fact } from '../../core/detect/verdict.ts';
import { factSchema } from '../../core/incident/evidence-schema.ts';
import { SEVERITIES, type Severity, SIGNALS, type Signal } from '../../core/signal.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';

/** One incident in its newest state: what the incident line says, as far as the command needs it. */
export interface IncidentRecord {
  readonly id: string;
  readonly sequence: number;
  readonly function: string;
  readonly account: string;
  readonly region: string;
  /** All that are named, when several are concerned. */
  readonly functions: readonly string[];
  readonly functionCount: number;
  readonly signal: Signal;
  readonly severity: Severity;
  readonly startedAt: EpochMs;
  readonly detectedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly reason: string | undefined;
  readonly summary: string;
  /** Of the strongest evidence. */
  readonly facts: readonly Fact[];
  readonly comparedWith: string;
  /** What else was unusual, and where. */
  readonly others: readonly { readonly function: string; readonly signal: string }[];
  /** The whole line, for programs. */
  readonly line: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const instantOf = (value: unknown): EpochMs | undefined => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : epochMs(at);
};

/** An incident line as `replay` prints it and alerts carry it; `undefined` for any other JSON value. */
export const readIncidentLine = (value: unknown): IncidentRecord | undefined => {
  if (!isFields(value) || value['v'] !== 1 || !textOf(value['type']).startsWith('incident.')) return undefined;
  const signal = SIGNALS.find((one) => one === value['signal']);
  const severity = SEVERITIES.find((one) => one === value['severity']);
  const startedAt = instantOf(value['startedAt']);
  const id = textOf(value['id']);
  if (signal === undefined || severity === undefined || startedAt === undefined || id === '') return undefined;
  const functions = listOf(value['functions']).map(textOf);
  const [strongest, ...others] = listOf(value['evidence']).filter(isFields);
  return {
    id,
    sequence: typeof value['sequence'] === 'number' ? value['sequence'] : 0,
    function: textOf(value['function']),
    account: textOf(value['account']),
    region: textOf(value['region']),
    functions: functions.length > 0 ? functions : [textOf(value['function'])],
    functionCount: typeof value['functionCount'] === 'number' ? value['functionCount'] : 1,
    signal,
    severity,
    startedAt,
    detectedAt: instantOf(value['detectedAt']) ?? startedAt,
    endedAt: instantOf(value['endedAt']) ?? null,
    reason: textOf(value['reason']) || undefined,
    summary: textOf(value['summary']),
    facts: listOf(strongest?.['facts']).filter((fact): fact is Fact => v.is(factSchema, fact)),
    comparedWith: textOf(strongest?.['comparedWith']),
    others: others.map((each) => ({ function: textOf(each['function']), signal: textOf(each['signal']) })),
    line: value,
  };
};

/** Of the states of each incident the newest, in order of their beginning. */
export const newestStates = (records: Iterable<IncidentRecord>): IncidentRecord[] => {
  const newest = new Map<string, IncidentRecord>();
  for (const record of records) {
    const before = newest.get(record.id);
    if (before === undefined || record.sequence >= before.sequence) newest.set(record.id, record);
  }
  return [...newest.values()].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
};
