import type { AccountReader, FunctionFact, StackFact } from './account-reader.ts';
import { type Coverage, coverageOf, type GroupFact } from './coverage.ts';
import type { Finding } from './finding.ts';
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
  readonly pause: (spanMs: number) => Promise<void>;
}

/** The account has five calls a second for filters, and others need some. */
const CALL_EVERY_MS = 500;
const MAX_LAG_MS = 5 * 60_000;
/** Below this much free concurrency a burst of direct deliveries is throttled. */
const LITTLE_CONCURRENCY = 20;
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
  findings.push(...('check' in progress ? [progress] : progressFindings(progress)));
  findings.push(await concurrencyFinding(reader));
  const byPolicy = 'check' in progress ? false : progress.subscriptions?.account?.means === 'account';
  const functions = await tried('coverage', () =>
    coverage(reader, options, byPolicy ? undefined : filterOf(installation)),
  );
  if ('check' in functions) return { ...base, findings: [...findings, functions], functions: [] };
  return { ...base, findings: [...findings, coverageFinding(functions)], functions };
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

const concurrencyFinding = async (reader: AccountReader): Promise<Finding> => {
  const check = 'quota';
  const concurrency = await tried(check, () => reader.concurrency());
  if ('check' in concurrency) return concurrency;
  const { limit, unreserved } = concurrency;
  const verdict = unreserved < LITTLE_CONCURRENCY ? 'warning' : 'fine';
  return { check, verdict, says: `${unreserved} of ${limit} concurrent executions are not reserved` };
};

const filterOf = (installation: string): string => `nightjar-${installation}`;

/** @param filterName absent where one policy of the account stands for all filters */
const coverage = async (
  reader: AccountReader,
  options: ExaminationOptions,
  filterName: string | undefined,
): Promise<readonly Coverage[]> => {
  const functions = await reader.functions();
  const classes = await reader.logGroups();
  if (filterName === undefined) {
    return functions.map((one) => coverageOf(one, groupOf(classes.get(one.logGroup), [BY_POLICY]), BY_POLICY));
  }
  const filters = new Map<string, readonly string[]>();
  for (const logGroup of groupsToAsk(functions, classes).slice(0, options.maxGroups)) {
    filters.set(logGroup, await reader.filtersOf(logGroup));
    await options.pause(CALL_EVERY_MS);
  }
  return functions.map((one) => {
    return coverageOf(one, groupOf(classes.get(one.logGroup), filters.get(one.logGroup)), filterName);
  });
};

/** Stands for the filter that the policy of the account is for every group. */
const BY_POLICY = 'account';

const groupOf = (logClass: string | undefined, filters: readonly string[] | undefined): GroupFact => ({
  ...(logClass !== undefined && { logClass }),
  ...(filters !== undefined && { filters }),
});

const groupsToAsk = (functions: readonly FunctionFact[], classes: ReadonlyMap<string, string>): string[] => [
  ...new Set(functions.map(({ logGroup }) => logGroup).filter((name) => classes.get(name) === 'STANDARD')),
];

const coverageFinding = (functions: readonly Coverage[]): Finding => {
  const count = (state: Coverage['state']) => functions.filter((one) => one.state === state).length;
  const blind = count('blind');
  const unchecked = count('unchecked');
  const says = `of ${functions.length} functions ${count('watched')} are watched, ${count('idle')} have not logged yet, ${blind} are blind, ${unchecked} were not looked at`;
  return { check: 'coverage', verdict: blind > 0 ? 'wrong' : unchecked > 0 ? 'warning' : 'fine', says };
};
