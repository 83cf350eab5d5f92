import { type LogGroupSelection, tagQueries } from '../log-group-selection.ts';
import type { SubscriptionRow } from '../pipeline/subscription-row.ts';
import type { EpochMs } from '../units.ts';
import { blindFunctions, blindGroups, classBlindness, type Refusal } from './blind-spots.ts';
import { type BreakerPorts, type BreakerSettings, makeBreaker, VOLUME_SPAN_MS } from './circle.ts';
import type { LogGroup } from './log-groups.ts';
import { type Pause, paced } from './pace.ts';
import { type PutFiltersPorts, putFilters } from './put-filters.ts';
import type { FunctionStatus, SubscriptionStatus } from './subscription-status.ts';
import { type Survey, type SurveyPorts, survey } from './survey.ts';
import { continued, SWEEP_EVERY_MS, TAG_SWEEP_EVERY_MS } from './sweep.ts';

export interface SubscribePorts
  extends PutFiltersPorts,
    Omit<SurveyPorts, 'logGroups'>,
    Omit<BreakerPorts, 'logGroups'> {
  readonly statuses: SubscriptionRow<SubscriptionStatus>;
  readonly pause: Pause;
}

export interface SubscribeSettings extends BreakerSettings {
  readonly selection: LogGroupSelection;
  /** What the filters are put for; when it changes, all are put anew. */
  readonly target: string;
}

/** What one run did, and how things stand after it. */
export interface SubscribeReport {
  readonly status: SubscriptionStatus;
  readonly put: number;
  readonly removed: number;
}

/** Functions are read for what groups do not show; the groups themselves in every run. */
const FUNCTIONS_EVERY_MS = 3_600_000;

/** Puts filters until all is done or `until` has come; the next run continues. */
export const makeSubscribe =
  (ports: SubscribePorts, settings: SubscribeSettings) =>
  async (until: EpochMs): Promise<SubscribeReport> => {
    const { clock, sweeps, statuses } = ports;
    const { selection, target } = settings;
    const startedAt = clock();
    const inPace = paced(clock, ports.pause, until);
    const before = await statuses.read();
    const circle = await makeBreaker(ports, settings)(inPace, isVolumeDue(startedAt, before?.at), before?.halted);
    const isDue = startedAt - (before?.functions?.readAt ?? 0) >= FUNCTIONS_EVERY_MS;
    const found = await survey(ports, selection, isDue, inPace);
    const sweepEveryMs = tagQueries(selection).length > 0 ? TAG_SWEEP_EVERY_MS : SWEEP_EVERY_MS;
    const sweep = continued(await sweeps.read(), target, startedAt, sweepEveryMs);
    const plan = {
      wanted: found.wanted.filter(takesFilters),
      unwanted: found.untagged.filter(takesFilters),
      listedAt: startedAt,
    };
    const filters = await putFilters(ports, plan, sweep, inPace, circle === undefined ? until : startedAt);
    const functions = functionStatus(found, filters.refused, startedAt) ?? before?.functions;
    const status: SubscriptionStatus = {
      v: 1,
      at: startedAt,
      wanted: found.wanted.length,
      left: filters.left,
      sweepStartedAt: filters.sweep.startedAt,
      groups: blindGroups(found.wanted, filters.refused),
      ...(circle === undefined ? {} : { halted: circle }),
      ...(functions === undefined ? {} : { functions }),
    };
    await statuses.write(status);
    return { status, put: filters.put, removed: filters.removed };
  };

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
