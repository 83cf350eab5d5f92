import { writeFile } from 'node:fs/promises';
import { clockOf, dayOf } from '../../core/picture/format-instant.ts';
import { renderReport } from '../../core/picture/render-report.ts';
import { readFleetHistory } from '../../core/pipeline/history-rows.ts';
import {
  addMinutes,
  type EpochMs,
  epochMs,
  MINUTES_PER_DAY,
  type Minute,
  minuteOf,
  startOf,
} from '../../core/units.ts';
import { writeText } from '../output/write-text.ts';
import type { Terminal } from '../terminal.ts';
import { LogDelivery } from './cloud/log-delivery.ts';
import {
  DEMO_FILTER,
  DEMO_REGION,
  DEMO_STREAM_ARN,
  type DemoInstallation,
  startInstallation,
} from './demo-installation.ts';
import type { DemoFrame, DemoOutcome } from './demo-outcome.ts';
import { DemoProgress } from './demo-progress.ts';
import { demoReport } from './demo-report.ts';
import { alertText, summaryText } from './demo-text.ts';
import { expectedPerMinute } from './fleet/arrivals.ts';
import type { FunctionProfile } from './fleet/function-profile.ts';
import { SimulatedFleet } from './fleet/simulated-fleet.ts';
import { judgeStory } from './judge-story.ts';
import { learnDays } from './learn-days.ts';
import { incidentsOf, type PublishedAlert, publishedAlert } from './published-alert.ts';
import { watchDays } from './watch-days.ts';

export interface DemoOptions {
  /** Another seed tells another story: other functions, times and incidents. */
  readonly seed: number;
  readonly functions: number;
  /** Simulated days, the watched ones included. */
  readonly days: number;
  readonly watchedDays: number;
  /** Where the HTML report goes; none is written without. */
  readonly reportFile?: string;
  /** Prints nothing but the summary. */
  readonly quiet: boolean;
}

export const DEMO_DEFAULTS = { seed: 1, functions: 14, days: 14, watchedDays: 2 } as const;

/** A Monday: every story begins here, in simulated time. */
const BEGIN = epochMs(Date.UTC(2026, 2, 2));
const DIRECT_FUNCTIONS = 3;

/** The deployed handlers against services on loopback, fed with a simulated account. Resolves with what came of it. */
export const runDemo = async (options: DemoOptions, terminal: Terminal): Promise<DemoOutcome> => {
  const beganAt = performance.now();
  const frame = frameOf(options);
  const fleet = new SimulatedFleet({ ...frame, seed: options.seed, functions: options.functions });
  const delivery = new LogDelivery({
    seed: options.seed,
    subscriptionFilter: DEMO_FILTER,
    streamArn: DEMO_STREAM_ARN,
    region: DEMO_REGION,
    direct: directFunctions(fleet.profiles, frame.watchedFrom),
  });
  const alerts: PublishedAlert[] = [];
  const installation = await startInstallation({
    learningMinutes: Math.floor((frame.learningDays * MINUTES_PER_DAY) / 2),
    historyDays: Math.ceil(options.days) + 1,
    onMessage: (message) => {
      const alert = publishedAlert(message);
      if (alert !== undefined) alerts.push(alert);
    },
  });
  try {
    const progress = new DemoProgress(terminal, () => performance.now());
    const tell = (stage: string, share: number, at: EpochMs): Promise<void> =>
      options.quiet ? Promise.resolve() : progress.at(stage, share, `${dayOf(at)} ${clockOf(at)}`);
    const parts = { fleet, delivery, installation };
    if (!options.quiet) await writeText(terminal.out, introduction(options, frame, fleet.profiles));
    const records = await learnDays(parts, frame.watchedFrom, (minute) =>
      tell('Learning', share(minute, frame.from, frame.watchedFrom), startOf(minute)),
    );
    await progress.beginStage();
    let told = 0;
    const traffic = await watchDays(parts, frame.until, async (now) => {
      if (!options.quiet && told < alerts.length) {
        await progress.clear();
        for (const alert of alerts.slice(told)) await writeText(terminal.out, alertText(alert));
      }
      told = alerts.length;
      await tell('Watching', share(minuteOf(now), frame.watchedFrom, frame.until), now);
    });
    await progress.clear();
    const incidents = incidentsOf(alerts);
    const outcome: DemoOutcome = {
      seed: options.seed,
      frame,
      fleet: fleet.profiles,
      records,
      traffic,
      metrics: installation.metrics,
      requests: installation.dynamo.requests,
      alerts,
      incidents,
      judgement: judgeStory(fleet.story, incidents),
      history: await historyOf(installation, frame),
      wallMs: performance.now() - beganAt,
    };
    await writeText(terminal.out, summaryText(outcome));
    if (options.reportFile !== undefined) {
      await writeFile(options.reportFile, renderReport(demoReport(outcome)));
      await writeText(terminal.out, `Report: ${options.reportFile}\n`);
    }
    return outcome;
  } finally {
    await installation.stop();
  }
};

const frameOf = ({ days, watchedDays }: DemoOptions): DemoFrame => {
  const from = minuteOf(BEGIN);
  const learningDays = days - watchedDays;
  const watchedFrom = addMinutes(from, learningDays * MINUTES_PER_DAY);
  return { from, watchedFrom, until: addMinutes(from, days * MINUTES_PER_DAY), learningDays, watchedDays };
};

const share = (at: Minute, from: Minute, until: Minute): number => Math.min(1, (at - from) / (until - from));

/** The quietest log groups are subscribed without a stream: a direct subscription costs an invocation per delivery. */
const directFunctions = (fleet: readonly FunctionProfile[], at: Minute): ReadonlySet<string> => {
  const byTraffic = [...fleet].sort((a, b) => expectedPerMinute(a.traffic, at) - expectedPerMinute(b.traffic, at));
  return new Set(byTraffic.slice(0, DIRECT_FUNCTIONS).map(({ key }) => key.name));
};

const introduction = ({ seed }: DemoOptions, frame: DemoFrame, fleet: readonly FunctionProfile[]): string =>
  [
    `Nightjar demo, seed ${seed}: a simulated account with ${fleet.length} Lambda functions.`,
    `${frame.learningDays} days to learn from, then ${frame.watchedDays} days of logs through the deployed handlers, with DynamoDB and SNS on`,
    'loopback. Alerts appear below as a person would get them by e-mail.',
    '',
    '',
  ].join('\n');

const historyOf = async ({ dynamo }: DemoInstallation, frame: DemoFrame): Promise<DemoOutcome['history']> =>
  readFleetHistory(dynamo.table, frame.from, frame.until);
