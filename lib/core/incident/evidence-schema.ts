import * as v from 'valibot';
import type { Evidence, Fact } from '../detect/verdict.ts';
import { SEVERITIES, SIGNALS } from '../signal.ts';
import { minute } from '../units.ts';

/** Numbers that JSON can hold; what is not finite was never written. */
const amount = v.pipe(v.number(), v.finite());

export const minuteSchema = v.pipe(v.number(), v.safeInteger(), v.transform(minute));
export const signalSchema = v.picklist(SIGNALS);
export const severitySchema = v.picklist(SEVERITIES);

/** One fact, as the ledger stores it and as alerts carry it. */
export const factSchema: v.GenericSchema<unknown, Fact> = v.variant('kind', [
  v.object({ kind: v.literal('error-kind'), name: v.string(), count: amount, usualPerDay: amount }),
  v.object({
    kind: v.literal('destination'),
    name: v.string(),
    calls: amount,
    risk: amount,
    reasons: v.array(v.string()),
  }),
  v.object({ kind: v.literal('deploy'), from: v.string(), to: v.string(), minutesBefore: amount }),
  v.object({ kind: v.literal('change'), action: v.string(), by: v.string(), minutesBefore: amount }),
  v.object({
    kind: v.literal('credential-use'),
    place: v.picklist(['outside', 'second']),
    address: v.string(),
    agent: v.string(),
    uses: amount,
    sharesKey: v.boolean(),
  }),
  v.object({
    kind: v.literal('api-call'),
    name: v.string(),
    calls: amount,
    denied: v.boolean(),
    reason: v.string(),
  }),
  v.object({ kind: v.literal('api-error'), action: v.string(), code: v.string(), count: amount }),
  v.object({ kind: v.literal('bytes'), name: v.string(), bytes: amount, isNew: v.boolean() }),
  v.object({ kind: v.literal('lookups'), domain: v.string(), names: amount, queries: amount }),
  v.object({ kind: v.literal('versions'), names: v.array(v.string()) }),
  v.object({ kind: v.literal('percentile'), percentile: amount, beforeMs: amount, nowMs: amount }),
  v.object({ kind: v.literal('memory'), usedMb: amount, sizeMb: amount }),
  v.object({ kind: v.literal('silent-for'), minutes: amount, usualGapMinutes: amount }),
  v.object({ kind: v.literal('note'), text: v.string() }),
]);

/** Evidence as the ledger stores it. */
export const evidenceSchema: v.GenericSchema<unknown, Evidence> = v.object({
  signal: signalSchema,
  direction: v.picklist(['up', 'down', 'new']),
  observed: amount,
  expected: v.object({ lower: v.nullable(amount), upper: v.nullable(amount) }),
  unit: v.string(),
  score: amount,
  sampleSize: amount,
  comparedWith: v.string(),
  since: minuteSchema,
  severity: severitySchema,
  isSeverityOrdered: v.exactOptional(v.literal(true)),
  afterDeploy: v.boolean(),
  facts: v.array(factSchema),
});
