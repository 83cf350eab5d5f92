import type { Incident, IncidentMember, SharedCause } from '../incident/incident.ts';
import { evidenceSentence } from './evidence-sentence.ts';
import { logTextForPeople } from './log-text.ts';
import { readableNumber } from './quantity.ts';
import { SIGNAL_WORDS } from './signal-words.ts';

const DIRECTION_WORDS = { up: 'up', down: 'down', new: 'never seen before' } as const;

const CAUSE_WORDS = {
  destination: 'destination',
  'error-kind': 'error',
  account: 'account',
  region: 'Region',
} as const satisfies Record<SharedCause['kind'], string>;

/** `destination pool[.]example:3333`. */
export const sharedCauseWords = ({ kind, name }: SharedCause): string =>
  `${CAUSE_WORDS[kind]} ${logTextForPeople(name, 80)}`;

/** The member that speaks for the incident. */
export const strongestMember = (incident: Incident): IncidentMember => {
  const [strongest] = incident.members;
  if (strongest === undefined) throw new RangeError(`incident ${incident.id} has no members`);
  return strongest;
};

/** Name of a function as people read it. */
export const functionWords = (name: string, most = 80): string => logTextForPeople(name, most);

/** Whom it concerns: a function's name, or how many functions. */
export const whoOf = (incident: Incident): string =>
  incident.functionCount > 1
    ? `${readableNumber(incident.functionCount)} functions`
    : functionWords(strongestMember(incident).function.name);

/** What happened, in one sentence without a full stop. The same for every reader: mails, chat, terminal, JSON. */
export const incidentSentence = (incident: Incident): string => {
  const { evidence, function: key } = strongestMember(incident);
  const strongest = evidenceSentence(evidence);
  if (incident.functionCount <= 1) return strongest;
  const shared = incident.sharedCause === undefined ? '' : `, same ${sharedCauseWords(incident.sharedCause)}`;
  const what = `${SIGNAL_WORDS[evidence.signal]} ${DIRECTION_WORDS[evidence.direction]}`;
  return `${what} in ${readableNumber(incident.functionCount)} functions at once${shared}; worst in ${functionWords(key.name)}: ${strongest}`;
};
