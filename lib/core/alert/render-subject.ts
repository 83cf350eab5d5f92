import type { IncidentChange, Transition } from '../incident/incident.ts';
import { asciiText } from './ascii-text.ts';
import { evidenceSentence } from './evidence-sentence.ts';
import { sharedCauseWords, strongestMember, whoOf } from './incident-sentence.ts';
import { SIGNAL_WORDS } from './signal-words.ts';
import { lastedWords } from './transition-words.ts';

/** SNS takes fewer than 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_CHARS = 99;
const MOST_WHO_CHARS = 45; // leaves room for what happened

const DIRECTION_WORDS = { up: 'up', down: 'down', new: 'new' } as const;

const whatOf = ({ incident }: Transition): string => {
  const { evidence } = strongestMember(incident);
  if (incident.functionCount <= 1) return evidenceSentence(evidence);
  const shared = incident.sharedCause === undefined ? '' : `, same ${sharedCauseWords(incident.sharedCause)}`;
  return `${SIGNAL_WORDS[evidence.signal]} ${DIRECTION_WORDS[evidence.direction]}${shared}`;
};

const resolution = (transition: Transition): string => {
  const { incident } = transition;
  const what = SIGNAL_WORDS[incident.signal];
  switch (incident.resolvedBecause ?? 'quiet') {
    case 'withdrawn':
      return `${what} alert withdrawn`;
    case 'merged':
      return `${what} alert joined a larger incident`;
    case 'accepted':
      return `${what} now counts as normal after ${lastedWords(transition)}`;
    case 'quiet':
      return `${what} back to usual after ${lastedWords(transition)}`;
  }
};

const was = (changes: readonly IncidentChange[], kind: 'severity' | 'functions'): string => {
  const change = changes.find((candidate) => candidate.kind === kind);
  return change === undefined || !('from' in change) ? '' : `was ${change.from}`;
};

/** Severity, whom it concerns, what: the line by which all protocols announce a transition. Not escaped yet. */
export const announcement = (transition: Transition): string => {
  const { type, incident, changes } = transition;
  const name = whoOf(incident);
  const who = name.length <= MOST_WHO_CHARS ? name : `${name.slice(0, MOST_WHO_CHARS - 3)}...`;
  if (type === 'incident.resolved') return `[RESOLVED] ${who}: ${resolution(transition)}`;
  const severity = [incident.severity.toUpperCase(), was(changes, 'severity')].filter((part) => part !== '').join(', ');
  const before = was(changes, 'functions');
  const has = (kind: IncidentChange['kind']): boolean => changes.some((change) => change.kind === kind);
  const back = has('reopened') ? 'back again: ' : has('still-open') ? 'still: ' : '';
  return `[${severity}] ${who}${before === '' ? '' : ` (${before})`}: ${back}${whatOf(transition)}`;
};

/** Mail subject: a title in printable ASCII, below 100 characters, never a line break. */
export const renderSubject = (title: string): string => asciiText(title, MOST_CHARS);
