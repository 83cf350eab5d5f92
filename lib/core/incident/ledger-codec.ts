import * as v from 'valibot';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { epochMs } from '../units.ts';
import { evidenceSchema, minuteSchema, severitySchema, signalSchema } from './evidence-schema.ts';
import type { Ledger } from './ledger-state.ts';

export type LedgerProblem =
  | { readonly code: 'ledger.not_json' }
  /** Written by a newer release, or not a ledger at all. */
  | { readonly code: 'ledger.unknown_version'; readonly version: string }
  | { readonly code: 'ledger.bad_shape'; readonly path: string };

const instant = v.pipe(v.number(), v.safeInteger(), v.transform(epochMs));
const whole = v.pipe(v.number(), v.safeInteger());

const memberSchema = v.object({
  alarmId: v.string(),
  slot: whole,
  function: v.object({ account: v.string(), region: v.string(), name: v.string() }),
  signal: signalSchema,
  openedAt: minuteSchema,
  attribution: v.exactOptional(v.string()),
  evidence: evidenceSchema,
  closedAt: v.nullable(minuteSchema),
  closedBecause: v.nullable(v.picklist(['quiet', 'accepted', 'withdrawn'])),
});

const incidentSchema = v.object({
  id: v.string(),
  arrivedAt: minuteSchema,
  startedAt: minuteSchema,
  severity: severitySchema,
  members: v.array(memberSchema),
  crowd: v.array(
    v.union([
      v.strictTuple([whole, whole, whole, whole, whole]),
      v.strictTuple([whole, whole, whole, whole, whole, whole]),
    ]),
  ),
  fleetKeys: v.array(v.string()),
  published: v.nullable(
    v.object({
      sequence: whole,
      detectedAt: instant,
      toldAt: minuteSchema,
      severity: severitySchema,
      functionCount: whole,
      signals: v.array(signalSchema),
      reminders: v.exactOptional(whole),
    }),
  ),
  resolved: v.nullable(
    v.object({
      at: minuteSchema,
      endedAt: instant,
      because: v.picklist(['quiet', 'accepted', 'withdrawn', 'merged']),
      mergedInto: v.nullable(v.string()),
    }),
  ),
});

const ledgerSchema: v.GenericSchema<unknown, Ledger> = v.object({
  v: v.literal(1),
  now: v.nullable(instant),
  slots: v.array(
    v.object({
      slot: whole,
      finalUntil: minuteSchema,
      until: minuteSchema,
      activeFunctions: v.pipe(whole, v.minValue(0)),
    }),
  ),
  incidents: v.array(incidentSchema),
});

/** Each entry turns the version it is named after into the next one; version 1 is the newest. */
const UPGRADES: ReadonlyMap<number, (stored: object) => object> = new Map();

const versionOf = (stored: unknown): unknown =>
  typeof stored === 'object' && stored !== null && 'v' in stored ? stored.v : undefined;

const upgraded = (stored: unknown): unknown => {
  let current = stored;
  for (;;) {
    const version = versionOf(current);
    const upgrade = typeof version === 'number' ? UPGRADES.get(version) : undefined;
    if (upgrade === undefined || typeof current !== 'object' || current === null) return current;
    current = upgrade(current);
  }
};

const parseJson = (text: string): Result<unknown, LedgerProblem> => {
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail({ code: 'ledger.not_json' }); // the parser's message would quote the text
  }
};

export const encodeLedger = (ledger: Ledger): string => JSON.stringify(ledger);

/** A stored ledger of any known version. Nothing is believed: what does not fit is a problem with its path. */
export const decodeLedger = (text: string): Result<Ledger, LedgerProblem> => {
  const json = parseJson(text);
  if (!json.ok) return json;
  const current = upgraded(json.value);
  if (versionOf(current) !== 1) return fail({ code: 'ledger.unknown_version', version: String(versionOf(current)) });
  const parsed = v.safeParse(ledgerSchema, current, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  return fail({ code: 'ledger.bad_shape', path: v.getDotPath(parsed.issues[0]) ?? '' });
};
