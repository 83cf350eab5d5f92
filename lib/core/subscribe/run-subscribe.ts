import { type LogGroupSelection, tagQueries } from '../log-group-selection.ts';
import type { SubscriptionRow } from '../pipeline/subscription-row.ts';
import type { EpochMs } from '../units.ts';
import { type AccountPlan, forbidsFilters } from './account-plan.ts';
import { blindFunctions, blindGroups, classBlindness, type Refusal } from './blind-spots.ts';
import { type BreakerPorts, type BreakerSettings, makeBreaker, VOLUME_SPAN_MS } from './circle.ts';
import type { LogGroup, LogGroups } from './log-groups.ts';
import { type Paced, type Pause, paced } from './pace.ts';
import { type PutFiltersPorts, putFilters } from './put-filters.ts';
import { type AccountSettings, type SubscribeAccountPorts, subscribeAccount } from './subscribe-account.ts';
import type { AccountStatus, FunctionStatus, SubscriptionStatus } from './subscription-status.ts';
import { type Survey, type SurveyPorts, survey } from './survey.ts';
import { continued, SWEEP_EVERY_MS, TAG_SWEEP_EVERY_MS } from './sweep.ts';

export interface SubscribePorts extends SubscribeAccountPorts, PutFiltersPorts, Omit<SurveyPorts, 'logGroups'> {
  readonly logGroups: LogGroups;
  readonly signs: BreakerPorts['signs'];
  readonly statuses: SubscriptionRow<SubscriptionStatus>;
  readonly pause: Pause;
}

export interface SubscribeSettings extends BreakerSettings {
  readonly selection: LogGroupSelection;
  /** What the filters are put for; when it changes, all are put anew. */
  readonly target: string;
  /** Absent where only filters of groups are allowed. */
  readonly account?: AccountSettings;
}

/** What one run did, and how things stand after it. */
export interface SubscribeReport {
  readonly status: SubscriptionStatus;
  readonly put: number;
  readonly removed: number;
}

/** Functions are read for what groups do not show; the groups themselves in every run. */
const FUNCTIONS_EVERY_MS = 3_600_000;

/** Asks for the lines of all wanted groups until all is done or `until` has come; the next run continues. */
export const makeSubscribe =
  (ports: SubscribePorts, settings: SubscribeSettings) =>
  async (until: EpochMs): Promise<SubscribeReport> => {
    const { clock, statuses } = ports;
    const startedAt = clock();
    const inPace = paced(clock, ports.pause, until);
    const before = await statuses.read();
    const circle = await makeBreaker(ports, settings)(inPace, isVolumeDue(startedAt, before?.at), before?.halted);
    const isDue = startedAt - (before?.functions?.readAt ?? 0) >= FUNCTIONS_EVERY_MS;
    const found = await survey(ports, settings.selection, isDue, inPace);
    const { sweepStartedAt, isRepeat, refused, left, plan, ...done } = await asked(ports, settings, found, {
      startedAt,
      inPace,
      until,
      isHalted: circle !== undefined,
    });
    const functions = functionStatus(found, refused, startedAt) ?? before?.functions;
    const status: SubscriptionStatus = {
      v: 1,
      at: startedAt,
      wanted: found.wanted.length,
      left,
      ...(isRepeat === true && { isRepeat }),
      selection: settings.selection,
      sweepStartedAt,
      groups: blindGroups(found.wanted, refused),
      ...(circle === undefined ? {} : { halted: circle }),
      ...(plan === undefined ? {} : { account: statusOf(plan) }),
      ...(functions === undefined ? {} : { functions }),
    };
    await statuses.write(status);
    return { status, ...done };
  };

interface Run {
  readonly startedAt: EpochMs;
  readonly inPace: Paced;
  readonly until: EpochMs;
  readonly isHalted: boolean;
}

interface Asked {
  readonly put: number;
  readonly removed: number;
  readonly left: number;
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly sweepStartedAt: EpochMs;
  readonly isRepeat?: true;
  readonly plan?: AccountPlan;
}

/** By the policy of the account where that is allowed and decided, by the filters of groups otherwise. */
const asked = async (ports: SubscribePorts, settings: SubscribeSettings, found: Survey, run: Run): Promise<Asked> => {
  const { selection, target, account } = settings;
  const { startedAt, inPace, until } = run;
  const wanted = found.wanted.filter(takesFilters);
  const outcome =
    account === undefined
      ? undefined
      : await subscribeAccount(ports, { ...account, selection, target }, wanted, inPace, until);
  if (outcome?.plan.means === 'account') {
    return { ...outcome, put: 0, refused: new Map(), sweepStartedAt: outcome.plan.measuredAt };
  }
  // A policy of an earlier configuration is taken away with it: filters wait until it is gone.
  const plan = outcome?.plan ?? (await ports.plans.read());
  const isForbidden = run.isHalted || forbidsFilters(plan);
  const everyMs = tagQueries(selection).length > 0 ? TAG_SWEEP_EVERY_MS : SWEEP_EVERY_MS;
  const sweep = continued(await ports.sweeps.read(), target, startedAt, everyMs);
  const filters = await putFilters(
    ports,
    { wanted, unwanted: found.untagged.filter(takesFilters), listedAt: startedAt },
    sweep,
    inPace,
    isForbidden ? startedAt : until,
  );
  const { put, removed, left, refused } = filters;
  const { startedAt: sweepStartedAt, isRepeat } = filters.sweep;
  return { put, removed, left, refused, sweepStartedAt, ...(isRepeat && { isRepeat }), ...(plan && { plan }) };
};

const statusOf = ({ v: _, target: __, excluded: ___, ...plan }: AccountPlan): AccountStatus => plan;

/** A query costs money, and tells nothing new before its span has gone by. */
const isVolumeDue = (now: EpochMs, lastRunAt: EpochMs | undefined): boolean =>
  lastRunAt === undefined || Math.floor(now / VOLUME_SPAN_MS) !== Math.floor(lastRunAt / VOLUME_SPAN_MS);

const takesFilters = ({ logClass }: LogGroup): boolean => classBlindness(logClass) === undefined;

const functionStatus = (
  { functions, wanted, isWanted }: Survey,
  refused: ReadonlyMap<string, Refusal>,
  readAt: EpochMs,
): FunctionStatus | undefined =>
  functions === undefined
    ? undefined
    : { readAt, total: functions.length, ...blindFunctions(functions, wanted, isWanted, refused) };
