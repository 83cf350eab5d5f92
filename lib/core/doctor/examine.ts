import { isNamed } from '../log-group-selection.ts';
import type { EpochMs } from '../units.ts';
import type { AccountReader, FunctionFact, StackFact } from './account-reader.ts';
import {
  type Coverage,
  coverageFinding,
  coverageOf,
  type GroupFact,
  UNTOLD,
  type Wanted,
  wantedOf,
} from './coverage.ts';
import type { Finding } from './finding.ts';
import {
  concurrencyFinding,
  functionsFindings,
  type OwnFunction,
  ownFunctions,
  streamFinding,
  tableFinding,
} from './head-room.ts';
import { progressFindings, readProgressOf } from './progress-findings.ts';

export interface Examination {
  readonly account?: string;
  readonly region?: string;
  readonly stack: string;
  readonly findings: readonly Finding[];
  readonly functions: readonly Coverage[];
}

export interface ExaminationOptions {
  readonly stackName: string;
  /** Version of this program. */
  readonly version: string;
  /** Log groups whose filters are looked at, two a second. */
  readonly maxGroups: number;
  readonly now: EpochMs;
  readonly pause: (spanMs: number) => Promise<void>;
}

/** The account has five calls a second for filters, and others need some. */
const CALL_EVERY_MS = 500;
const MAX_LAG_MS = 5 * 60_000;
const TICKS_EXPECTED = 10;

/** Looks at a deployed installation from outside. What may not be read becomes a warning, not the end. */
export const examine = async (reader: AccountReader, options: ExaminationOptions): Promise<Examination> => {
  const { stackName } = options;
  const who = await tried('credentials', () => reader.identity());
  if ('check' in who) return { stack: stackName, findings: [{ ...who, verdict: 'wrong' }], functions: [] };
  const { account, region, arn } = who;
  const findings: Finding[] = [{ check: 'credentials', verdict: 'fine', says: `${arn} in ${region}` }];
  const stack = await tried('stack', () => reader.stack(stackName));
  const base = { account, region, stack: stackName };
  if (stack === undefined || 'check' in stack) {
    const missing = `no stack ${stackName} in ${region}; deploy it, or name it with --stack`;
    findings.push(stack ?? { check: 'stack', verdict: 'wrong', says: missing });
    return { ...base, findings, functions: [] };
  }
  findings.push(stackFinding(stack, stackName), versionFinding(stack, options.version));
  for (const [check, output] of [
    ['alert recipients', 'AlertsTopicArn'],
    ['operations recipients', 'OperationsTopicArn'],
  ] as const) {
    findings.push(await recipientsFinding(reader, check, stack.outputs.get(output)));
  }
  const installation = stack.outputs.get('InstallationName') ?? stackName;
  findings.push(await evaluationFinding(reader, installation), await alarmsFinding(reader, stackName));
  const tableName = stack.outputs.get('TableName');
  const progress =
    tableName === undefined
      ? { subscriptions: undefined, backfill: undefined }
      : await tried('progress', async () => readProgressOf(await reader.table(tableName)));
  findings.push(...('check' in progress ? [progress] : progressFindings(progress, options.now)));
  const functions = await tried('coverage', () => reader.functions());
  const own = 'check' in functions ? [] : ownFunctions(functions, installation);
  findings.push(...(await headRoom(reader, own, tableName, stack.outputs.get('StreamName'))));
  if ('check' in functions) return { ...base, findings: [...findings, functions], functions: [] };
  const isOwn = new Set(own.map(({ fact }) => fact));
  const others = functions.filter((one) => !isOwn.has(one));
  const told = 'check' in progress || tableName === undefined ? undefined : progress;
  const wanted = told === undefined ? UNTOLD : wantedOf(told.subscriptions);
  const isByPolicy = told?.subscriptions?.account?.means === 'account';
  const means = isByPolicy ? BY_POLICY : `nightjar-${installation}`;
  const covered = await tried('coverage', () => coverage(reader, options, others, means, wanted));
  if ('check' in covered) return { ...base, findings: [...findings, covered], functions: [] };
  return { ...base, findings: [...findings, coverageFinding(covered)], functions: covered };
};

/** Whether there is nothing to do. */
export const isWell = ({ findings }: Examination): boolean => findings.every(({ verdict }) => verdict === 'fine');

const tried = async <Value>(check: string, read: () => Promise<Value>): Promise<Value | Finding> => {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    return { check, verdict: 'warning', says: `could not be read: ${reason}` };
  }
};

const stackFinding = ({ status }: StackFact, name: string): Finding => ({
  check: 'stack',
  verdict: /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status) ? 'fine' : 'wrong',
  says: `${name} is ${status}`,
});

const versionFinding = ({ outputs }: StackFact, version: string): Finding => {
  const deployed = outputs.get('InstalledVersion') ?? 'unknown';
  return deployed === version
    ? { check: 'version', verdict: 'fine', says: deployed }
    : { check: 'version', verdict: 'warning', says: `deployed is ${deployed}, this is ${version}; deploy again` };
};

const recipientsFinding = async (
  reader: AccountReader,
  check: string,
  topicArn: string | undefined,
): Promise<Finding> => {
  if (topicArn === undefined) return { check, verdict: 'warning', says: 'the stack does not say which topic it is' };
  const subscribers = await tried(check, () => reader.subscribersOf(topicArn));
  if ('check' in subscribers) return subscribers;
  const confirmed = subscribers.filter(({ isConfirmed }) => isConfirmed).length;
  const pending = subscribers.length - confirmed;
  const says = `${confirmed} confirmed, ${pending} to be confirmed`;
  if (confirmed === 0) return { check, verdict: 'wrong', says: `${says}: nobody hears anything` };
  return { check, verdict: pending === 0 ? 'fine' : 'warning', says };
};

const evaluationFinding = async (reader: AccountReader, installation: string): Promise<Finding> => {
  const check = 'evaluation';
  const figures = await tried(check, () => reader.health(installation));
  if ('check' in figures) return figures;
  const { ticks = 0, evaluationLagMs = 0, publishFailures = 0 } = figures;
  const lag = `lag ${Math.round(evaluationLagMs / 1_000)} s`;
  const says = `${ticks} ticks in 15 minutes, ${lag}, ${publishFailures} alerts refused`;
  if (ticks === 0) return { check, verdict: 'wrong', says: 'no tick finished in 15 minutes: nothing is watched' };
  const isPoor = ticks < TICKS_EXPECTED || evaluationLagMs > MAX_LAG_MS || publishFailures > 0;
  return { check, verdict: isPoor ? 'wrong' : 'fine', says };
};

const alarmsFinding = async (reader: AccountReader, stackName: string): Promise<Finding> => {
  const check = 'alarms';
  const ringing = await tried(check, () => reader.ringingAlarms(`${stackName}-`));
  if ('check' in ringing) return ringing;
  return ringing.length === 0
    ? { check, verdict: 'fine', says: 'none rings' }
    : { check, verdict: 'wrong', says: `${ringing.join(', ')}; see docs/operations.md` };
};

/** What is used of what may be used, and what failed of late. */
const headRoom = async (
  reader: AccountReader,
  own: readonly OwnFunction[],
  tableName: string | undefined,
  streamName: string | undefined,
): Promise<readonly Finding[]> => {
  const asked = async <Value>(check: string, read: () => Promise<Value>, say: (value: Value) => readonly Finding[]) => {
    const found = await tried(check, async () => ({ value: await read() }));
    return 'check' in found ? [found] : say(found.value);
  };
  const names = own.map(({ fact }) => fact.name);
  return [
    ...(await asked(
      'quota',
      () => reader.concurrency(),
      (found) => [concurrencyFinding(found)],
    )),
    ...(own.length === 0
      ? []
      : await asked(
          'errors',
          () => reader.functionLoads(names),
          (loads) => functionsFindings(own, loads),
        )),
    ...(tableName === undefined
      ? []
      : await asked(
          'table',
          () => reader.tableLoad(tableName),
          (load) => [tableFinding(load)],
        )),
    ...(streamName === undefined
      ? []
      : await asked(
          'stream',
          () => reader.streamLoad(streamName),
          (load) => [streamFinding(load)],
        )),
  ];
};

/** Stands for the filter that the policy of the account is for every group. */
const BY_POLICY = 'account';

/** @param means the filter that delivers, or {@link BY_POLICY} */
const coverage = async (
  reader: AccountReader,
  options: ExaminationOptions,
  functions: readonly FunctionFact[],
  means: string,
  wanted: Wanted,
): Promise<readonly Coverage[]> => {
  const classes = await reader.logGroups();
  const filters = new Map<string, readonly string[]>();
  for (const logGroup of groupsToAsk(functions, classes, wanted)) {
    if (means === BY_POLICY) filters.set(logGroup, [BY_POLICY]);
    else if (filters.size < options.maxGroups) {
      filters.set(logGroup, await reader.filtersOf(logGroup));
      await options.pause(CALL_EVERY_MS);
    }
  }
  return functions.map((one) => {
    const { logGroup } = one;
    return coverageOf(one, groupOf(classes.get(logGroup), filters.get(logGroup)), means, wanted);
  });
};

const groupOf = (logClass: string | undefined, filters: readonly string[] | undefined): GroupFact => ({
  ...(logClass !== undefined && { logClass }),
  ...(filters !== undefined && { filters }),
});

/** Those that the sources take by name, where that is known. */
const groupsToAsk = (
  functions: readonly FunctionFact[],
  classes: ReadonlyMap<string, string>,
  { selection }: Wanted,
): string[] => {
  const isAsked = (name: string) => classes.get(name) === 'STANDARD' && (!selection || isNamed(name, selection));
  return [...new Set(functions.map(({ logGroup }) => logGroup).filter(isAsked))];
};
