import type { Incident, IncidentChange, ResolvedBecause, Transition } from '../incident/incident.ts';
import { MS_PER_MINUTE } from '../units.ts';
import { readableNumber, readableSpan } from './quantity.ts';
import { SIGNAL_WORDS } from './signal-words.ts';

/** What changed, as a clause. */
export const changeWords = (change: IncidentChange): string => {
  switch (change.kind) {
    case 'severity':
      return `now ${change.to}, before ${change.from}`;
    case 'functions':
      return `now ${readableNumber(change.to)} functions, before ${readableNumber(change.from)}`;
    case 'signals':
      return `now also ${change.joined.map((signal) => SIGNAL_WORDS[signal]).join(', ')}`;
    case 'reopened':
      return 'it is back';
    case 'still-open':
      return `still going on, for ${readableSpan(change.forMinutes)} now`;
  }
};

const RESOLVED_WORDS = {
  quiet: 'back to usual',
  accepted: 'now counts as normal',
  withdrawn: 'withdrawn: late log data showed that nothing was wrong',
  merged: 'part of a larger incident now',
} as const satisfies Record<ResolvedBecause, string>;

/** Why an incident is over, as a clause. */
export const resolvedWords = (incident: Incident): string => RESOLVED_WORDS[incident.resolvedBecause ?? 'quiet'];

/** From the start of the deviation to its end, or to the transition. */
export const lastedWords = ({ incident, at }: Transition): string =>
  readableSpan(((incident.endedAt ?? at) - incident.startedAt) / MS_PER_MINUTE);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `20:47 UTC, 6 Jan 2026`. */
export const instantWords = (at: number): string => {
  const date = new Date(at);
  return `${date.toISOString().slice(11, 16)} UTC, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};
