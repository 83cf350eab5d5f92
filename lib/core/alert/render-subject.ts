import type { Transition } from '../incident/incident.ts';
import { asciiText } from './ascii-text.ts';
import { evidenceSentence } from './evidence-sentence.ts';
import { sharedCauseWords, strongestMember, whoOf } from './incident-sentence.ts';
import { SIGNAL_WORDS } from './signal-words.ts';
import { changeWords, lastedWords } from './transition-words.ts';

/** SNS takes fewer than 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_CHARS = 99;

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

/** Mail subject: severity, whom it concerns, what. Printable ASCII below 100 characters, never a line break. */
export const renderSubject = (transition: Transition): string => {
  const { type, incident, changes } = transition;
  const who = whoOf(incident);
  const short = who.length <= 45 ? who : `${who.slice(0, 42)}...`;
  const severity = incident.severity.toUpperCase();
  if (type === 'incident.resolved') return asciiText(`[RESOLVED] ${short}: ${resolution(transition)}`, MOST_CHARS);
  const news = type === 'incident.updated' && changes[0] !== undefined ? `${changeWords(changes[0])}; ` : '';
  return asciiText(`[${severity}] ${short}: ${news}${whatOf(transition)}`, MOST_CHARS);
};
