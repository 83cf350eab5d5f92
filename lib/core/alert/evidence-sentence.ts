import type { Evidence, Fact } from '../detect/verdict.ts';
import { changedBy } from './change-words.ts';
import { logTextForPeople } from './log-text.ts';
import { readableDuration, readableNumber, readableSpan } from './quantity.ts';
import { measuredWords } from './quantity-words.ts';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }>;

/** Facts of one kind, best first. */
export const factsOf = <Kind extends Fact['kind']>(evidence: Evidence, kind: Kind): FactOf<Kind>[] =>
  evidence.facts.filter((fact): fact is FactOf<Kind> => fact.kind === kind);

const others = (count: number, what: string): string =>
  count === 0 ? '' : ` and ${count} other ${what}${count === 1 ? '' : 's'}`;

/** `usually one every 3 min`, `usually 4 a minute`. */
export const usualPace = (gapMinutes: number): string => {
  if (gapMinutes >= 1.5) return `usually one every ${readableSpan(gapMinutes)}`;
  const perMinute = 1 / gapMinutes;
  return perMinute < 1.5 ? 'usually one a minute' : `usually ${readableNumber(perMinute)} a minute`;
};

const invocations = (evidence: Evidence): string => {
  const [silence] = factsOf(evidence, 'silent-for');
  if (silence === undefined) return measuredWords(evidence);
  return `no invocations for ${readableSpan(silence.minutes)}, ${usualPace(silence.usualGapMinutes)}`;
};

/** `the slowest 5 % of calls take 1.3 s, usually 941 ms`. */
export const percentileWords = ({ percentile, beforeMs, nowMs }: FactOf<'percentile'>): string => {
  const which = percentile === 50 ? 'half of the calls' : `the slowest ${100 - percentile} % of calls`;
  return `${which} take over ${readableDuration(nowMs)}, usually ${readableDuration(beforeMs)}`;
};

/** The percentile that says more than the typical call does; `undefined` where calls as a whole became slower by as much. */
const toldPercentile = (evidence: Evidence): FactOf<'percentile'> | undefined => {
  const [shift] = factsOf(evidence, 'percentile');
  const { observed, expected } = evidence;
  const usual = Math.sqrt((expected.lower ?? 0) * (expected.upper ?? 0));
  return shift !== undefined && !(shift.nowMs * usual < shift.beforeMs * observed) ? shift : undefined;
};

const duration = (evidence: Evidence): string => {
  const shift = toldPercentile(evidence);
  return shift === undefined ? measuredWords(evidence, (time) => `calls take ${time}`) : percentileWords(shift);
};

const memory = (evidence: Evidence): string => {
  const [use] = factsOf(evidence, 'memory');
  if (use === undefined) return measuredWords(evidence);
  const share = use.sizeMb > 0 ? ` (${Math.round((100 * use.usedMb) / use.sizeMb)} %)` : '';
  return `${readableNumber(use.usedMb)} of ${readableNumber(use.sizeMb)} MB memory used${share}`;
};

const tunnelled = (evidence: Evidence): string | undefined => {
  const [first] = factsOf(evidence, 'lookups');
  if (first === undefined || evidence.unit !== 'names') return undefined;
  return `${readableNumber(evidence.observed)} different names looked up under ${logTextForPeople(first.domain, 100)}`;
};

const sent = (evidence: Evidence): string | undefined => {
  const [first] = factsOf(evidence, 'bytes');
  if (first === undefined || !evidence.unit.startsWith('bytes/')) return undefined;
  const where = `${logTextForPeople(first.name, 100)}${first.isNew ? ', never called before today' : ''}`;
  return `${measuredWords(evidence, (bytes) => `${bytes} sent`)}, most to ${where}`;
};

const outbound = (evidence: Evidence): string => {
  const flow = tunnelled(evidence) ?? sent(evidence);
  if (flow !== undefined) return flow;
  const [first, ...more] = factsOf(evidence, 'destination');
  if (first === undefined || evidence.direction !== 'new')
    return measuredWords(evidence, (calls) => calls.replace('calls/invocation', 'outbound calls per invocation'));
  const reasons = first.reasons.map((reason) => logTextForPeople(reason, 60)).slice(0, 2);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return `first call${more.length === 0 ? '' : 's'} to ${logTextForPeople(first.name, 100)}${why}${others(more.length, 'destination')}`;
};

const stolen = (evidence: Evidence): string | undefined => {
  const [use] = factsOf(evidence, 'credential-use');
  if (use === undefined) return undefined;
  const place = `${logTextForPeople(use.address, 60)} (${logTextForPeople(use.agent, 60)})`;
  if (use.place === 'second') return `an access key of this function is in use from two places at once, now ${place}`;
  const key = use.sharesKey ? ', with an access key that Lambda handed to it' : '';
  return `the credentials of this function are used from outside Lambda: ${place}${key}`;
};

const apiCalls = (evidence: Evidence): string => {
  const theft = stolen(evidence);
  if (theft !== undefined) return theft;
  const [first] = factsOf(evidence, 'api-call');
  if (first !== undefined && evidence.direction === 'new') {
    const why = first.reason === '' ? '' : ` (${logTextForPeople(first.reason, 60)})`;
    const what = first.denied ? 'first try of' : 'first call of';
    const denied = first.denied ? ', denied' : '';
    return `${what} ${logTextForPeople(first.name, 100)}${why}${denied}${others(evidence.observed - 1, 'new action')}`;
  }
  const [failure] = factsOf(evidence, 'api-error');
  if (failure === undefined) return measuredWords(evidence);
  return `${measuredWords(evidence)}, most: ${logTextForPeople(failure.code, 60)} on ${logTextForPeople(failure.action, 100)}`;
};

const newError = (evidence: Evidence): string => {
  const [first, ...more] = factsOf(evidence, 'error-kind');
  if (first === undefined) return measuredWords(evidence);
  return `new error ${logTextForPeople(first.name, 100)}, ${first.count === 1 ? 'once' : `${readableNumber(first.count)} times`}${others(more.length, 'kind')}`;
};

const said = (evidence: Evidence): string => {
  switch (evidence.signal) {
    case 'invocations':
      return invocations(evidence);
    case 'duration':
      return duration(evidence);
    case 'memory':
      return memory(evidence);
    case 'outbound':
      return outbound(evidence);
    case 'new-error':
      return newError(evidence);
    case 'api-calls':
      return apiCalls(evidence);
    case 'errors':
    case 'timeouts':
    case 'cold-starts':
      return measuredWords(evidence);
  }
};

const afterDeploy = (evidence: Evidence): string => {
  if (!evidence.afterDeploy) return '';
  const [change] = factsOf(evidence, 'change');
  if (change !== undefined)
    return `, started ${readableSpan(change.minutesBefore)} after a deploy by ${changedBy(change.by)}`;
  const [deploy] = factsOf(evidence, 'deploy');
  return deploy === undefined ? ' after a deploy' : ` since deploy of version ${logTextForPeople(deploy.to, 40)}`;
};

/** What is unusual, in one sentence without a full stop: `14 errors/min, usually at most 2`. */
export const evidenceSentence = (evidence: Evidence): string => {
  const sentence = said(evidence);
  const deployed = afterDeploy(evidence);
  const needsComma = deployed.startsWith(' ') && sentence.includes(', usually');
  return `${sentence}${needsComma ? ',' : ''}${deployed}`;
};

/** What the sentence tells in full, or leaves out since it says less: a percentile beside a typical call would disagree. */
const TOLD_KINDS: ReadonlySet<Fact['kind']> = new Set(['percentile', 'memory', 'silent-for']);

/** Facts that the sentence does not tell. */
export const untoldFacts = ({ facts }: Evidence): Fact[] => facts.filter(({ kind }) => !TOLD_KINDS.has(kind));
